package dev.lokistore.compactor.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.Labels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thing wrong with one chunk: it is found, where it is, and nothing else. */
@Tag("one-runtime")
class PlantedChunkDamageTest {
    @TempDir
    private Path temporary;

    private PlantedStore store;

    @AfterEach
    void isMended() throws IOException {
        Mending.assertMends(store, temporary);
    }

    @BeforeEach
    void open() {
        store = PlantedStore.tsdb(temporary);
    }

    @Test
    void nothingIsFoundInTheStoreAsItIs() throws IOException {
        assertThat(store.store().found()).isEmpty();
        assertThat(PlantedStore.boltdb(temporary).store().found()).isEmpty();
    }

    private static HandMadeChunk one() {
        return PlantedStore.chunk(PlantedStore.A, PlantedStore.at(0, 15 * 60));
    }

    /** Of a chunk that is stored and named as it is. */
    private void assertFoundIn(HandMadeChunk chunk, String id, long offset) throws IOException {
        store.chunks().add(chunk);
        assertThat(store.store().found()).containsExactly(id + " " + PlantedStore.key(chunk.ref()) + "@" + offset);
    }

    private static int payloadAt(HandMadeChunk chunk) {
        byte[] bytes = chunk.bytes();
        return ByteBuffer.wrap(bytes).getInt() + 4;
    }

    /** Where the first block begins. */
    private static int blockAt(HandMadeChunk chunk) {
        byte[] bytes = chunk.bytes();
        int section = (int) ByteBuffer.wrap(bytes).getLong(bytes.length - 32);
        return payloadAt(chunk) + 6 + section + 4;
    }

    private int damage(int at) throws IOException {
        store.store().edit(store.key(0), bytes -> {
            bytes[at] ^= 1;
            return bytes;
        });
        return at;
    }

    private void assertFound(String id, long offset) throws IOException {
        assertThat(store.found()).containsExactly(id + " " + store.key(0) + "@" + offset);
    }

    @Test
    void chunkTruncated() throws IOException {
        store.store().edit(store.key(0), bytes -> Arrays.copyOf(bytes, bytes.length / 2));
        assertFound("chunk-truncated", store.bytes(store.key(0)).length);
    }

    @Test
    void chunkTruncatedInItsMetadata() throws IOException {
        store.store().edit(store.key(0), bytes -> Arrays.copyOf(bytes, 20));
        assertFound("chunk-truncated", 20);
    }

    @Test
    void chunkTruncatedByOneByte() throws IOException {
        store.store().edit(store.key(0), bytes -> Arrays.copyOf(bytes, bytes.length - 1));
        assertFound("chunk-truncated", store.bytes(store.key(0)).length);
    }

    @Test
    void chunkEmpty() throws IOException {
        store.store().put(store.key(0), new byte[0]);
        assertThat(store.found()).containsExactly("chunk-empty " + store.key(0));
    }

    @Test
    void chunkBlock() throws IOException {
        HandMadeChunk chunk = store.chunks().get(0);
        int at = damage(blockAt(chunk) + 5);
        Checked checked = store.check(3);
        assertThat(checked.all()).hasSize(1);
        assertThat(checked.findings().get(0).id()).isEqualTo("chunk-block");
        assertThat(checked.findings().get(0).subject()).isEqualTo(store.key(0));
        assertThat(checked.findings().get(0).offset()).isGreaterThan(at);
        assertThat(PlantedStore.message(checked)).contains("block 0").contains("checksum");
    }

    @Test
    void chunkMalformedPayloadLength() throws IOException {
        int length = ByteBuffer.wrap(store.chunks().get(0).bytes()).getInt();
        damage(length + 3);
        assertFound("chunk-malformed", length);
    }

    @Test
    void chunkMalformedMagic() throws IOException {
        assertFound("chunk-malformed", damage(payloadAt(store.chunks().get(0))));
    }

    @Test
    void chunkMalformedMetadata() throws IOException {
        damage(40);
        assertThat(store.check(3).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("chunk-malformed");
            assertThat(finding.offset()).isBetween(0L, 40L);
        });
    }

    @Test
    void chunkMalformedBlockTable() throws IOException {
        byte[] bytes = store.chunks().get(0).bytes();
        int table = (int) ByteBuffer.wrap(bytes).getLong(bytes.length - 8)
                + payloadAt(store.chunks().get(0));
        damage(table + 2);
        assertFound("chunk-malformed", bytes.length - 36);
    }

    @Test
    void chunkMalformedSymbols() throws IOException {
        damage(payloadAt(store.chunks().get(0)) + 9);
        assertThat(store.check(3).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("chunk-malformed");
            assertThat(finding.message()).contains("symbol");
        });
    }

    @Test
    void chunkKeyDiffersWhenItIsAnotherChunksObject() throws IOException {
        store.store().put(store.key(0), store.bytes(store.key(1)));
        assertFound("chunk-key-differs", 0);
    }

    @Test
    void chunkChecksumOfAnotherChunkOfTheSameTimes() throws IOException {
        HandMadeChunk other = new HandMadeChunk(PlantedStore.A).symbols("trace", "t1");
        long from = PlantedStore.at(0, 8 * 60);
        other.block(PlantedStore.block(from))
                .block(PlantedStore.block(from + 600_000_000_000L).entry(from + 1_200_000_000_000L, "x"));
        store.store().put(store.key(0), other.bytes());
        assertFound("chunk-checksum", 0);
    }

    @Test
    void chunkBlockOffset() throws IOException {
        long from = PlantedStore.at(0, 15 * 60);
        HandMadeChunk chunk = new HandMadeChunk(PlantedStore.A)
                .symbols("trace", "t1")
                .block(PlantedStore.block(from))
                .block(PlantedStore.block(from + 600_000_000_000L).offsetWrongBy(-3));
        store.chunks().add(chunk);
        assertThat(store.store().check(3).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("chunk-block-offset");
            assertThat(finding.message()).contains("block 1");
            assertThat(finding.offset()).isBetween((long) blockAt(chunk), (long) chunk.bytes().length);
        });
    }

    private static HandMadeChunk with(HandMadeChunk.Block block) {
        return new HandMadeChunk(PlantedStore.A).symbols("trace", "t1").block(block);
    }

    private static HandMadeChunk.Block block() {
        return PlantedStore.block(PlantedStore.at(0, 15 * 60));
    }

    @Test
    void chunkBlockBounds() throws IOException {
        HandMadeChunk chunk = with(block().boundsWrongBy(1, 0));
        assertFoundIn(chunk, "chunk-block-bounds", blockAt(chunk));
    }

    @Test
    void chunkBlockTotalsEntries() throws IOException {
        HandMadeChunk chunk = with(block().countWrongBy(2));
        assertFoundIn(chunk, "chunk-block-totals", blockAt(chunk));
    }

    @Test
    void chunkBlockTotalsBytes() throws IOException {
        HandMadeChunk chunk = with(block().rawBytesWrongBy(1));
        assertFoundIn(chunk, "chunk-block-totals", blockAt(chunk));
    }

    @Test
    void chunkEntryOrder() throws IOException {
        HandMadeChunk chunk = with(block().entry(PlantedStore.at(0, 15 * 60) + 5, "late"));
        assertFoundIn(chunk, "chunk-entry-order", blockAt(chunk));
    }

    @Test
    void chunkUnknownSymbol() throws IOException {
        HandMadeChunk chunk = with(block().entry(PlantedStore.at(0, 16 * 60), "x", 0, 7));
        assertFoundIn(chunk, "chunk-unknown-symbol", blockAt(chunk));
    }

    @Test
    void chunkSymbolCount() throws IOException {
        HandMadeChunk chunk = with(block()).symbols("never used").hidingSymbols(1);
        assertFoundIn(chunk, "chunk-symbol-count", payloadAt(chunk) + 7);
    }

    @Test
    void chunkMetadataSection() throws IOException {
        HandMadeChunk chunk = with(block().sectionLengthWrongBy(1));
        assertFoundIn(chunk, "chunk-metadata-section", blockAt(chunk));
    }

    @Test
    void chunkBounds() throws IOException {
        assertFoundIn(one().boundsWrongBy(60_000, 0), "chunk-bounds", 4);
    }

    @Test
    void chunkBoundsWide() throws IOException {
        assertFoundIn(one().boundsWrongBy(-1, 1), "chunk-bounds-wide", 4);
    }

    @Test
    void chunkWithoutEntries() throws IOException {
        HandMadeChunk chunk = new HandMadeChunk(PlantedStore.A)
                .boundsWrongBy(PlantedStore.at(0, 900) / 1_000_000, PlantedStore.at(0, 901) / 1_000_000);
        assertFoundIn(chunk, "chunk-without-entries", 0);
    }

    @Test
    void chunkMetadataLength() throws IOException {
        assertFoundIn(one().withOldMetadataLength(), "chunk-metadata-length", 0);
    }

    @Test
    void chunkMetricName() throws IOException {
        assertFoundIn(one().metric("lots"), "chunk-metric-name", 4);
    }

    @Test
    void chunkInvalidUtf8() throws IOException {
        Labels labels = Labels.of("app", "c", "odd", "\ufffd");
        HandMadeChunk chunk = new HandMadeChunk(labels)
                .block(block())
                .symbols("trace", "t1")
                .json(json -> {
                    String text = new String(json, StandardCharsets.ISO_8859_1);
                    return text.replace("\u00ef\u00bf\u00bd", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);
                });
        assertFoundIn(chunk, "chunk-invalid-utf8", 4);
    }

    @Test
    void chunkLz4EndMark() throws IOException {
        HandMadeChunk chunk = with(block()).lz4(false);
        store.chunks().add(chunk);
        assertThat(store.store().check(3).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("chunk-lz4-end-mark");
            assertThat(finding.subject()).isEqualTo(PlantedStore.key(chunk.ref()));
        });
    }

    @Test
    void chunkFingerprintOdd() throws IOException {
        Labels labels = Labels.of("app", "c");
        HandMadeChunk chunk =
                PlantedStore.chunk(labels, PlantedStore.at(0, 15 * 60)).fingerprint(0xabcdef0123456789L);
        store.chunks().add(chunk);
        assertThat(store.store().found())
                .contains("chunk-fingerprint-odd " + PlantedStore.key(chunk.ref()) + "@4")
                .allMatch(found ->
                        found.startsWith("chunk-fingerprint-odd ") || found.startsWith("fingerprint-odd index/"));
    }
}
