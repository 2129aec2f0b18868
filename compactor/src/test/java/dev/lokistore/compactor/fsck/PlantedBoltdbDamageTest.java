package dev.lokistore.compactor.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.bolt.BoltFileBuilder;
import dev.lokistore.index.boltdb.LokiRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thing wrong in a boltdb file: it is found, where it is, and nothing else. */
@Tag("one-runtime")
class PlantedBoltdbDamageTest {
    private static final int PAGE = 1024;
    private static final int BRANCH = 1;
    private static final int LEAF = 2;

    @TempDir
    private Path temporary;

    private PlantedStore store;

    @AfterEach
    void isMended() throws IOException {
        Mending.assertMends(store, temporary);
    }

    @BeforeEach
    void open() throws IOException {
        store = PlantedStore.boltdb(temporary).store();
    }

    private Checked checkWith(LokiRows rows) throws IOException {
        store.index(0, rows.file());
        return store.check(3);
    }

    private void assertOnly(Checked checked, String id) throws IOException {
        assertThat(checked.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo(id);
            assertThat(finding.subject()).isEqualTo(store.indexKey(0));
            assertThat(finding.offset()).isBetween(0L, (long) store.unpacked(store.indexKey(0)).length);
        });
        assertThat(checked.unread()).isEmpty();
    }

    private void assertOnly(Checked checked, String id, long offset) throws IOException {
        assertOnly(checked, id);
        assertThat(checked.findings().get(0).offset()).isEqualTo(offset);
    }

    /** The row whose key has this part, as the file that was stored has it. */
    private long at(String keyPart) throws IOException {
        String file = new String(store.unpacked(store.indexKey(0)), StandardCharsets.ISO_8859_1);
        int part = file.indexOf(keyPart);
        assertThat(part).isPositive();
        return part;
    }

    private HandMadeChunk chunk(int number) {
        return store.chunks().get(number);
    }

    private String seriesId(LokiRows rows, int number) {
        String wanted = chunk(number).ref().fingerprintHex();
        return rows.rows().keySet().stream()
                .map(key -> new String(key, StandardCharsets.ISO_8859_1))
                .filter(key -> key.contains(wanted))
                .map(key -> key.split(":")[2].split("\0")[0])
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rowMalformed() throws IOException {
        Checked checked = checkWith(store.rows(0).raw("x1\0y\0", "-"));
        assertOnly(checked, "row-malformed", at("x1\0y\0"));
    }

    @Test
    void rowMalformedWithItsChunkLost() throws IOException {
        LokiRows rows = store.rows(0);
        String crc = ":" + chunk(0).ref().checksumHex() + "\0";
        String key = rows.rows().keySet().stream()
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .filter(text -> text.contains(crc))
                .findFirst()
                .orElseThrow();
        rows.without(crc).raw(key.replace(crc, ":xyz\0"), "-");
        // that the chunk is named by no row any more follows from it
        Checked checked = checkWith(rows);
        assertOnly(checked, "row-malformed");
        assertThat(checked.report().unchecked()).singleElement().asString().contains("1 chunk objects are orphans");
    }

    @Test
    void rowTenant() throws IOException {
        // in a tenant's own file, where the tenant's queries alone look
        ChunkRef ref = chunk(0).ref();
        ChunkRef other = new ChunkRef(
                TenantId.of("other"), ref.fingerprint(), ref.fromMillis(), ref.throughMillis(), ref.checksum());
        byte[] file = store.rows(0)
                .chunkRow(chunk(0).labels(), other, PlantedStore.DAY)
                .file();
        store.delete(store.indexKey(0));
        store.putPacked(store.folder(0) + "fake/compactor-1794400000.r.gz", file);
        assertOnly(store.check(3), "row-tenant", at("other:d"));
    }

    @Test
    void rowDay() throws IOException {
        Checked checked = checkWith(
                store.rows(0).chunkRow(chunk(0).labels(), chunk(0).ref(), PlantedStore.DAY - 7, 12, Long.MAX_VALUE));
        assertOnly(checked, "row-day", at("fake:d" + (PlantedStore.DAY - 7)));
    }

    @Test
    void rowShard() throws IOException {
        LokiRows rows = store.rows(0);
        String id = seriesId(rows, 0);
        String metric = rows.rows().keySet().stream()
                .map(key -> new String(key, StandardCharsets.ISO_8859_1))
                .filter(key -> key.contains(":logs\0" + id))
                .findFirst()
                .orElseThrow();
        String other = (metric.startsWith("00") ? "01" : "00") + metric.substring(2);
        Checked checked = checkWith(rows.without(metric).raw(other, "-"));
        assertOnly(checked, "row-shard", at(other));
    }

    @Test
    void rowLabelValue() throws IOException {
        store.editIndex(0, file -> {
            int at = new String(file, StandardCharsets.ISO_8859_1).indexOf("prod");
            file[at] = 'P';
            return file;
        });
        assertOnly(store.check(3), "row-label-value");
    }

    @Test
    void rowLabels() throws IOException {
        LokiRows rows = store.rows(0);
        String id = seriesId(rows, 0);
        rows.rows().keySet().removeIf(key -> {
            String text = new String(key, StandardCharsets.ISO_8859_1);
            return text.contains(":logs:env\0") && text.contains(id);
        });
        assertOnly(checkWith(rows), "row-labels");
    }

    @Test
    void rowLabelNames() throws IOException {
        LokiRows rows = store.rows(0);
        String id = seriesId(rows, 0);
        Checked checked = checkWith(rows.row(id, "", "", "", '9', "[\"app\"]"));
        assertOnly(checked, "row-label-names", at(id + "\0\0\0\0009"));
    }

    @Test
    void rowLabelNamesMissing() throws IOException {
        LokiRows rows = store.rows(0);
        String id = seriesId(rows, 0);
        assertOnly(checkWith(rows.without(id + "\0\0\0\0009")), "row-label-names");
    }

    @Test
    void rowSeries() throws IOException {
        LokiRows rows = store.rows(0);
        assertOnly(checkWith(rows.without(":logs\0" + seriesId(rows, 0))), "row-series");
    }

    @Test
    void rowTime() throws IOException {
        LokiRows rows = store.rows(0);
        String crc = ":" + chunk(0).ref().checksumHex() + "\0";
        String key = rows.rows().keySet().stream()
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .filter(text -> text.contains(crc))
                .findFirst()
                .orElseThrow();
        String[] parts = key.split("\0", -1);
        parts[1] = "00000001";
        String other = String.join("\0", parts);
        Checked checked = checkWith(rows.without(crc).raw(other, "-"));
        assertOnly(checked, "row-time", at(other));
    }

    @Test
    void rowValue() throws IOException {
        LokiRows rows = store.rows(0);
        String crc = ":" + chunk(0).ref().checksumHex() + "\0";
        rows.rows()
                .replaceAll((key, value) ->
                        new String(key, StandardCharsets.ISO_8859_1).contains(crc) ? new byte[] {'x'} : value);
        assertOnly(checkWith(rows), "row-value");
    }

    @Test
    void rowLeftOver() throws IOException {
        LokiRows rows = store.rows(0).series(PlantedChunks.GONE, "fake", PlantedStore.DAY);
        assertOnly(checkWith(rows), "row-left-over");
    }

    @Test
    void chunkOutsideTable() throws IOException {
        Checked checked = checkWith(store.rows(0).chunkRow(chunk(5).labels(), chunk(5).ref(), PlantedStore.DAY));
        assertOnly(
                checked,
                "chunk-outside-table",
                at("fake/" + chunk(5).ref().fingerprintHex() + "/"
                                + Long.toHexString(chunk(5).ref().fromMillis()))
                        - "fake:d20767:".length()
                        - 43
                        - 11);
    }

    // pages

    /** A file of several leaves below one branch page. */
    private byte[] pages(LokiRows rows) {
        return new BoltFileBuilder(PAGE).bucket("index", rows.rows()).build();
    }

    private static ByteBuffer buffer(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int page(byte[] file, int flags) {
        for (int page = 3; page * PAGE < file.length; page++) {
            if (buffer(file).getShort(page * PAGE + 8) == flags) {
                return page;
            }
        }
        throw new AssertionError("no page with flags " + flags);
    }

    private Checked checkPages(Consumer<byte[]> edit) throws IOException {
        return checkGrown(file -> {
            edit.accept(file);
            return file;
        });
    }

    private Checked checkGrown(UnaryOperator<byte[]> edit) throws IOException {
        byte[] file = edit.apply(pages(store.rows(0)));
        store.index(0, file);
        return store.check(3);
    }

    /** Appends pages, and says so in both metas. */
    private static byte[] grown(byte[] file, int pages) {
        byte[] longer = Arrays.copyOf(file, file.length + pages * PAGE);
        for (int meta = 0; meta < 2; meta++) {
            buffer(longer).putLong(meta * PAGE + 56, longer.length / PAGE);
            BoltFileBuilder.sealMeta(longer, meta * PAGE);
        }
        return longer;
    }

    /** Makes a page the root of the bucket. */
    private static void root(byte[] file, int page) {
        long before = page(file, BRANCH);
        int leaf = (int) buffer(file).getLong(32);
        for (int at = leaf * PAGE; at < (leaf + 1) * PAGE - 8; at++) {
            if (buffer(file).getLong(at) == before && file[at - 1] == 'x') {
                buffer(file).putLong(at, page);
                return;
            }
        }
        throw new AssertionError("no bucket");
    }

    private static void branch(byte[] file, int page, long[] children, byte[]... keys) {
        ByteBuffer out = buffer(file);
        out.position(page * PAGE);
        out.putLong(page)
                .putShort((short) BRANCH)
                .putShort((short) children.length)
                .putInt(0);
        int data = page * PAGE + 16 + 16 * children.length;
        for (int i = 0; i < children.length; i++) {
            out.putInt(data - out.position()).putInt(keys[i].length).putLong(children[i]);
            System.arraycopy(keys[i], 0, file, data, keys[i].length);
            data += keys[i].length;
        }
    }

    private static byte[] firstKey(byte[] file, int page) {
        int element = page * PAGE + 16;
        boolean leaf = buffer(file).getShort(page * PAGE + 8) == LEAF;
        int at = element + buffer(file).getInt(element + (leaf ? 4 : 0));
        int length = buffer(file).getInt(element + (leaf ? 8 : 4));
        return Arrays.copyOfRange(file, at, at + length);
    }

    @Test
    void nothingIsFoundInAFileOfManyPages() throws IOException {
        assertThat(checkPages(file -> {}).all()).isEmpty();
    }

    @Test
    void boltMeta() throws IOException {
        assertOnly(checkPages(file -> file[PAGE + 64] ^= 4), "bolt-meta", PAGE + 72);
    }

    @Test
    void boltPage() throws IOException {
        assertOnly(checkPages(file -> buffer(file).putShort(3 * PAGE + 8, (short) 0x20)), "bolt-page", 3 * PAGE + 8);
    }

    @Test
    void boltPageShared() throws IOException {
        Checked checked = checkPages(file -> {
            int branch = page(file, BRANCH) * PAGE;
            buffer(file).putLong(branch + 32 + 8, buffer(file).getLong(branch + 16 + 8));
        });
        assertOnly(checked, "bolt-page-shared");
    }

    @Test
    void boltPageLost() throws IOException {
        int[] lost = new int[1];
        Checked checked = checkGrown(file -> {
            lost[0] = file.length;
            return grown(file, 1);
        });
        assertOnly(checked, "bolt-page-lost", lost[0]);
    }

    @Test
    void boltKeyOrder() throws IOException {
        List<byte[]> keys = List.copyOf(store.rows(0).rows().keySet());
        UnaryOperator<byte[]> swap = key ->
                Arrays.equals(key, keys.get(1)) ? keys.get(2) : Arrays.equals(key, keys.get(2)) ? keys.get(1) : key;
        SortedMap<byte[], byte[]> swapped =
                new TreeMap<>((a, b) -> Arrays.compareUnsigned(swap.apply(a), swap.apply(b)));
        swapped.putAll(store.rows(0).rows());
        store.index(0, new BoltFileBuilder(PAGE).bucket("index", swapped).build());
        assertOnly(store.check(3), "bolt-key-order", 3 * PAGE + 16 + 2 * 16);
    }

    @Test
    void boltBranchKey() throws IOException {
        int[] at = new int[1];
        Checked checked = checkPages(file -> {
            int element = page(file, BRANCH) * PAGE + 32;
            at[0] = element + buffer(file).getInt(element);
            int length = buffer(file).getInt(element + 4);
            // still behind the last key of the page before, as a shortened separator would be
            file[at[0] + length - 2]--;
        });
        assertOnly(checked, "bolt-branch-key", at[0]);
    }

    @Test
    void boltLonelyChild() throws IOException {
        int[] page = new int[1];
        Checked checked = checkGrown(file -> {
            byte[] longer = grown(file, 1);
            page[0] = file.length / PAGE;
            int before = page(file, BRANCH);
            root(longer, page[0]);
            branch(longer, page[0], new long[] {before}, firstKey(file, before));
            return longer;
        });
        assertOnly(checked, "bolt-lonely-child", page[0] * PAGE + 10);
    }

    @Test
    void boltEmptyLeaf() throws IOException {
        int[] page = new int[1];
        Checked checked = checkGrown(file -> {
            byte[] longer = grown(file, 2);
            page[0] = file.length / PAGE;
            int before = page(file, BRANCH);
            root(longer, page[0]);
            branch(longer, page[0], new long[] {before, page[0] + 1}, firstKey(file, before), new byte[] {'~'});
            buffer(longer).putLong((page[0] + 1) * PAGE, page[0] + 1).putShort((page[0] + 1) * PAGE + 8, (short) LEAF);
            return longer;
        });
        assertOnly(checked, "bolt-empty-leaf", (page[0] + 1) * PAGE + 10);
    }

    @Test
    void boltFreelist() throws IOException {
        Checked checked = checkPages(file -> {
            buffer(file).putShort(2 * PAGE + 10, (short) 1).putLong(2 * PAGE + 16, 3);
        });
        assertOnly(checked, "bolt-freelist");
        assertThat(checked.findings().get(0).offset()).isBetween(2L * PAGE, 3L * PAGE);
    }

    @Test
    void boltBucket() throws IOException {
        store.index(
                0, new BoltFileBuilder(4096).bucket("a/b", store.rows(0).rows()).build());
        assertOnly(store.check(3), "bolt-bucket");
    }

    // the object

    @Test
    void indexUnreadableCutOff() throws IOException {
        store.edit(store.indexKey(0), bytes -> Arrays.copyOf(bytes, bytes.length / 2));
        assertUnreadable();
    }

    @Test
    void indexUnreadableByAByte() throws IOException {
        store.edit(store.indexKey(0), bytes -> {
            bytes[bytes.length - 6] ^= 1;
            return bytes;
        });
        assertUnreadable();
    }

    @Test
    void indexUnreadableSinceItIsSomethingElse() throws IOException {
        store.putPacked(store.indexKey(0), "something else".repeat(1000).getBytes(StandardCharsets.UTF_8));
        assertUnreadable();
    }

    private void assertUnreadable() throws IOException {
        for (int level = 1; level <= 3; level++) {
            Checked checked = store.check(level);
            assertThat(checked.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.id()).isEqualTo("index-unreadable");
                assertThat(finding.subject()).isEqualTo(store.indexKey(0));
                assertThat(finding.offset()).isNotNull();
            });
        }
    }
}
