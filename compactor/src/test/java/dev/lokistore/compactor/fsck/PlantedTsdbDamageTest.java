package dev.lokistore.compactor.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.tsdb.TsdbBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thing wrong in a TSDB file, with checksums that fit it: it is found, where it is, and nothing else. */
@Tag("one-runtime")
class PlantedTsdbDamageTest {
    private static final int TOC = 76;

    // places of offsets in the table of contents
    private static final int SERIES = 1;
    private static final int LABEL_INDICES = 2;
    private static final int POSTINGS = 4;
    private static final int FINGERPRINTS = 6;
    private static final int FROM = 7;
    private static final int THROUGH = 8;

    @TempDir
    private Path temporary;

    private PlantedStore store;

    @AfterEach
    void isMended() throws IOException {
        Mending.assertMends(store, temporary);
    }

    @BeforeEach
    void open() throws IOException {
        store = PlantedStore.tsdb(temporary).store();
    }

    private Checked checkWith(byte[] file) throws IOException {
        store.index(0, file);
        return store.check(3);
    }

    private Checked edited(Consumer<byte[]> edit) throws IOException {
        store.editIndex(0, file -> {
            edit.accept(file);
            return file;
        });
        return store.check(3);
    }

    private void assertOnly(Checked checked, String id, long offset) throws IOException {
        assertOnly(checked, id);
        assertThat(checked.findings().get(0).offset()).isEqualTo(offset);
    }

    private void assertOnly(Checked checked, String id) throws IOException {
        assertThat(checked.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo(id);
            assertThat(finding.subject()).isEqualTo(store.indexKey(0));
            assertThat(finding.offset()).isNotNull();
        });
        assertThat(checked.unread()).isEmpty();
    }

    private static long toc(byte[] file, int field) {
        return ByteBuffer.wrap(file).getLong(file.length - TOC + 8 * field);
    }

    private static void toc(byte[] file, int field, long value) {
        ByteBuffer.wrap(file).putLong(file.length - TOC + 8 * field, value);
        int from = file.length - TOC;
        ByteBuffer.wrap(file)
                .putInt(file.length - 4, HandMadeChunk.crc(Arrays.copyOfRange(file, from, file.length - 4)));
    }

    private static int aligned(long offset, int multiple) {
        return (int) ((offset + multiple - 1) / multiple * multiple);
    }

    /** Where the first series' body begins, behind a length of two bytes. */
    private static int body(byte[] file) {
        return aligned(toc(file, SERIES), 16) + (file[aligned(toc(file, SERIES), 16)] < 0 ? 2 : 1);
    }

    private static int bodyLength(byte[] file) {
        int at = aligned(toc(file, SERIES), 16);
        return file[at] < 0 ? (file[at] & 0x7f) | file[at + 1] << 7 : file[at];
    }

    private static void sealSeries(byte[] file) {
        int from = body(file);
        int to = from + bodyLength(file);
        ByteBuffer.wrap(file).putInt(to, HandMadeChunk.crc(Arrays.copyOfRange(file, from, to)));
    }

    private static void sealSection(byte[] file, int at) {
        int length = ByteBuffer.wrap(file).getInt(at);
        ByteBuffer.wrap(file)
                .putInt(at + 4 + length, HandMadeChunk.crc(Arrays.copyOfRange(file, at + 4, at + 4 + length)));
    }

    @Test
    void indexNameDiffers() throws IOException {
        String key = store.indexKey(0);
        byte[] file = store.unpacked(key);
        store.delete(key);
        String other = key.replaceAll("-[0-9a-f]+\\.tsdb\\.gz$", "-1234.tsdb.gz");
        store.putPacked(other, file);
        assertOnly(store.check(3), "index-name-differs", file.length - TOC);
    }

    @Test
    void indexWithoutChunks() throws IOException {
        // beside the one that names them
        byte[] file = new TsdbBuilder(3)
                .add(7, new IndexedSeries(TenantId.of("fake"), PlantedChunks.GONE, List.of()))
                .build();
        String key = store.folder(0) + "other/1794400000-compactor-0-0-"
                + Integer.toHexString(ByteBuffer.wrap(file).getInt(file.length - 4)) + ".tsdb.gz";
        store.putPacked(key, file);
        assertThat(store.found()).containsExactly("index-without-chunks " + key + "@" + toc(file, SERIES));
    }

    @Test
    void fingerprintOdd() throws IOException {
        HandMadeChunk chunk =
                PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 600)).fingerprint(0xffffffffffff0000L);
        PlantedStore other = PlantedStore.tsdb(temporary);
        other.chunks().add(chunk);
        other.store();
        assertThat(other.check(2).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("fingerprint-odd");
            assertThat(finding.subject()).isEqualTo(other.indexKey(0));
            assertThat(finding.message()).contains("app=\"gone\"");
        });
    }

    @Test
    void tsdbSeries() throws IOException {
        int[] at = new int[1];
        Checked checked = edited(file -> {
            at[0] = body(file);
            file[at[0] + 2] ^= 1;
        });
        assertOnly(checked, "tsdb-series");
        assertThat(checked.findings().get(0).offset()).isBetween(at[0] - 2L, at[0] + 500L);
        assertThat(checked.report().unchecked()).singleElement().asString().contains("orphans");
    }

    @Test
    void tsdbSeriesOrder() throws IOException {
        // the first series gets the fingerprint of the last and more: whatever the others are, it is above them
        byte[] file = twoSeries(-2, 5);
        int first = body(file);
        ByteBuffer.wrap(file).putLong(first, -1);
        sealSeries(file);
        int table = (int) toc(file, FINGERPRINTS);
        ByteBuffer.wrap(file).putLong(table + 4 + 4 + 8, -1);
        sealSection(file, table);
        assertThat(checkIndexOf(file)).anyMatch(found -> found.startsWith("tsdb-series-order "));
    }

    /** Of chunks that are not there. */
    private static byte[] twoSeries(long one, long two) {
        TsdbBuilder builder = new TsdbBuilder(3);
        for (long fingerprint : new long[] {one, two}) {
            long millis = PlantedStore.at(0, 600) / 1_000_000;
            ChunkRef ref = new ChunkRef(TenantId.of("fake"), fingerprint, millis, millis + 5, 1);
            builder.add(
                    fingerprint,
                    new IndexedSeries(
                            TenantId.of("fake"),
                            Labels.of("app", "x" + Long.toHexString(fingerprint)),
                            List.of(new IndexedChunk(ref, new ChunkVolume(1, 1)))));
        }
        return builder.build();
    }

    private List<String> checkIndexOf(byte[] file) throws IOException {
        String key = store.folder(0) + "other/1794400000-compactor-" + toc(file, FROM) + "-" + toc(file, THROUGH) + "-"
                + Integer.toHexString(ByteBuffer.wrap(file).getInt(file.length - 4)) + ".tsdb.gz";
        store.putPacked(key, file);
        return store.check(2).all().stream()
                .filter(found -> !found.startsWith("chunk-missing ") && !found.startsWith("fingerprint-odd "))
                .toList();
    }

    @Test
    void tsdbChunks() throws IOException {
        // a page marker that counts one chunk more than there is
        Checked checked = edited(file -> {
            int at = markers(file);
            file[at + 1]++;
            sealSeries(file);
        });
        assertOnly(checked, "tsdb-chunks");
    }

    /** Where the markers of the first series begin: a stream of two labels and few chunks. */
    private static int markers(byte[] file) {
        return body(file) + 8 + 1 + 2 * 2 + 1 + 4;
    }

    @Test
    void tsdbBounds() throws IOException {
        int[] length = new int[1];
        Checked checked = edited(file -> {
            length[0] = file.length;
            toc(file, FROM, toc(file, FROM) + 1);
        });
        assertOnly(checked, "tsdb-bounds", length[0] - 20L);
    }

    @Test
    void tsdbBoundsWide() throws IOException {
        int[] length = new int[1];
        Checked checked = edited(file -> {
            length[0] = file.length;
            toc(file, THROUGH, toc(file, THROUGH) + 1);
        });
        assertOnly(checked, "tsdb-bounds-wide", length[0] - 20L);
    }

    @Test
    void tsdbPostings() throws IOException {
        int[] at = new int[1];
        Checked checked = edited(file -> {
            // the list of app="a" names the series of app="b"
            int all = aligned(toc(file, POSTINGS), 4);
            int first = aligned(all + 8 + ByteBuffer.wrap(file).getInt(all), 4);
            at[0] = first;
            int other = ByteBuffer.wrap(file).getInt(all + 8);
            int own = ByteBuffer.wrap(file).getInt(first + 8);
            ByteBuffer.wrap(file)
                    .putInt(first + 8, other == own ? ByteBuffer.wrap(file).getInt(all + 12) : other);
            sealSection(file, first);
        });
        assertThat(checked.findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.id()).isEqualTo("tsdb-postings");
            assertThat(finding.subject()).isEqualTo(store.indexKey(0));
        });
        assertThat(checked.findings()).anyMatch(finding -> finding.offset() == at[0]);
    }

    @Test
    void tsdbFingerprints() throws IOException {
        int[] at = new int[1];
        Checked checked = edited(file -> {
            at[0] = (int) toc(file, FINGERPRINTS);
            file[at[0] + 4 + 4 + 15] ^= 1;
            sealSection(file, at[0]);
        });
        assertOnly(checked, "tsdb-fingerprints", at[0] + 8L);
    }

    @Test
    void tsdbLabelIndex() throws IOException {
        int[] at = new int[1];
        Checked checked = edited(file -> {
            at[0] = aligned(toc(file, LABEL_INDICES), 4);
            file[at[0] + 4 + 8 + 3] ^= 1;
            sealSection(file, at[0]);
        });
        assertOnly(checked, "tsdb-label-index");
        assertThat(checked.findings().get(0).offset()).isBetween((long) at[0], at[0] + 40L);
    }

    @Test
    void tsdbLayout() throws IOException {
        byte[] file = store.tsdbFile(0).withGap(1).build();
        assertOnly(checkWith(file), "tsdb-layout");
        assertThat(store.check(3).findings().get(0).offset())
                .isBetween(toc(file, LABEL_INDICES) - 48, toc(file, LABEL_INDICES));
    }

    @Test
    void tsdbTenant() throws IOException {
        TsdbBuilder file = store.tsdbFile(0);
        for (HandMadeChunk chunk : store.chunks().subList(0, 1)) {
            file = new TsdbBuilder(3)
                    .add(
                            chunk.ref().fingerprint(),
                            new IndexedSeries(
                                    TenantId.of("fake"),
                                    chunk.labels(),
                                    List.of(new IndexedChunk(
                                            chunk.ref(), new ChunkVolume(chunk.kilobytes(), chunk.entries())))));
        }
        // a tenant's file at the table's root, beside the one in its folder
        String key = store.folder(0) + "1794400000-node.tsdb.gz";
        byte[] bytes = file.build();
        store.putPacked(key, bytes);
        assertThat(store.found()).containsExactly("tsdb-tenant " + key + "@" + aligned(toc(bytes, SERIES), 16));
    }

    @Test
    void indexVolumeDiffers() throws IOException {
        HandMadeChunk chunk = store.chunks().get(0);
        TsdbBuilder file = new TsdbBuilder(3);
        for (HandMadeChunk one : store.chunks().subList(0, 5)) {
            ChunkVolume volume = new ChunkVolume(one.kilobytes(), one.entries() + (one == chunk ? 1 : 0));
            file.add(
                    one.ref().fingerprint(),
                    new IndexedSeries(TenantId.of("fake"), one.labels(), List.of(new IndexedChunk(one.ref(), volume))));
        }
        assertThat(checkWith(file.build()).all())
                .containsExactly("index-volume-differs " + PlantedStore.key(chunk.ref()));
    }

    @Test
    void indexLabelsDiffer() throws IOException {
        // a fingerprint that an ingester gave out: nothing but the chunk tells whose it is
        HandMadeChunk chunk =
                PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(1, 600)).fingerprint(77);
        store.put(PlantedStore.key(chunk.ref()), chunk.bytes());
        TsdbBuilder file = store.tsdbFile(1);
        file.add(
                77,
                new IndexedSeries(
                        TenantId.of("fake"),
                        Labels.of("app", "quite", "another", "one"),
                        List.of(new IndexedChunk(chunk.ref(), new ChunkVolume(chunk.kilobytes(), chunk.entries())))));
        store.index(1, file.build());
        assertThat(store.found()).containsExactly("index-labels-differ " + PlantedStore.key(chunk.ref()));
    }
}
