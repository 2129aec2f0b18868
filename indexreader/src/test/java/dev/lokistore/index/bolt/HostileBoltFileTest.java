package dev.lokistore.index.bolt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Allocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that are wrong in one place each. Their pages, 1024 bytes each: 0 and 1 metas, 2 freelist, 3 to 6 leaves and 7
 * their branch, 8 the list of buckets, with bucket {@code index} and the inline bucket {@code small}.
 */
class HostileBoltFileTest {
    private static final int PAGE = 1024;
    private static final int FREELIST = 2 * PAGE;
    private static final int LEAF = 3 * PAGE;
    private static final int BRANCH = 7 * PAGE;
    private static final int ROOT = 8 * PAGE;

    private static ByteBuffer sound() {
        SortedMap<byte[], byte[]> rows = BoltFileBuilder.rows();
        for (int i = 0; i < 100; i++) {
            rows.put(String.format("key%03d", i).getBytes(UTF_8), "0123456789".getBytes(UTF_8));
        }
        SortedMap<byte[], byte[]> few = BoltFileBuilder.rows();
        few.put("a".getBytes(UTF_8), "1".getBytes(UTF_8));
        few.put("b".getBytes(UTF_8), "2".getBytes(UTF_8));
        byte[] file = new BoltFileBuilder(PAGE)
                .bucket("index", rows)
                .inlineBucket("small", few)
                .build();
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int readAll(byte[] bytes) throws IOException {
        int rows = 0;
        for (BoltBucket bucket : BoltFile.open(ByteSource.of("hostile", bytes)).buckets()) {
            BoltCursor cursor = bucket.cursor();
            while (cursor.next()) {
                rows += cursor.keyLength() + cursor.valueLength() > 0 ? 1 : 0;
            }
        }
        return rows;
    }

    @Test
    void theFileThatIsDamagedBelowIsAsDescribed() throws IOException {
        ByteBuffer file = sound();
        assertThat(readAll(file.array())).isEqualTo(102);
        assertThat(file.capacity()).isEqualTo(9 * PAGE);
        for (int page = 3; page <= 6; page++) {
            assertThat(file.getShort(page * PAGE + 8)).isEqualTo((short) 2);
        }
        assertThat(file.getShort(BRANCH + 8)).isEqualTo((short) 1);
        assertThat(file.getShort(ROOT + 8)).isEqualTo((short) 2);
        assertThat(file.getShort(ROOT + 10)).isEqualTo((short) 2);
    }

    private static Arguments of(String kind, long offset, String message, Consumer<ByteBuffer> damage) {
        return Arguments.of(kind, offset, message, damage);
    }

    /** Changes both metas and makes their checksums right. */
    private static Consumer<ByteBuffer> metas(Consumer<ByteBuffer> change) {
        return file -> {
            for (int at : new int[] {0, PAGE}) {
                ByteBuffer meta = file.slice(at, 80).order(ByteOrder.LITTLE_ENDIAN);
                change.accept(meta);
                BoltFileBuilder.sealMeta(file.array(), at);
            }
        };
    }

    /** Where the value of the list's element begins. */
    private static int bucketValue(ByteBuffer file, int element) {
        int at = ROOT + 16 + 16 * element;
        return at + file.getInt(at + 4) + file.getInt(at + 8);
    }

    private static int key(ByteBuffer file, int leaf, int element) {
        int at = leaf + 16 + 16 * element;
        return at + file.getInt(at + 4);
    }

    static List<Arguments> kinds() {
        List<Arguments> kinds = new ArrayList<>();
        int small = bucketValue(sound(), 1);
        kinds.add(of("page size 3", 24, "page size: expected a power of two", metas(m -> m.putInt(24, 3))));
        kinds.add(of("page size 0", 24, "page size: expected a power of two", metas(m -> m.putInt(24, 0))));
        kinds.add(of("page size 2 GiB", 24, "page size: expected", metas(m -> m.putInt(24, 1 << 31))));
        kinds.add(of("page size 512", 24, "page size: expected", metas(m -> m.putInt(24, 512))));
        kinds.add(of("page size beyond the file", 9216, "size of the file", metas(m -> m.putInt(24, 1 << 20))));
        kinds.add(of("page sizes of the metas differ", PAGE + 24, "page size in meta page 1: expected 1024", file -> {
            file.putInt(PAGE + 24, 2048);
            BoltFileBuilder.sealMeta(file.array(), PAGE);
        }));
        kinds.add(
                of("flags of the metas", 28, "flags of a meta page: expected 0, found 7", metas(m -> m.putInt(28, 7))));
        kinds.add(of(
                "meta page that says it is a leaf", 0, "header of a meta page", metas(m -> m.putShort(8, (short) 2))));
        kinds.add(of(
                "high water beyond the file", 56, "number of pages: expected 3 to 9", metas(m -> m.putLong(56, 10))));
        kinds.add(of("high water 2^63", 56, "number of pages", metas(m -> m.putLong(56, Long.MIN_VALUE))));
        kinds.add(of(
                "high water that overflows with the page size",
                56,
                "number of pages",
                metas(m -> m.putLong(56, 1L << 54))));
        kinds.add(of("high water 0", 56, "number of pages", metas(m -> m.putLong(56, 0))));
        kinds.add(of("root page 0", 32, "root page: expected a page from 2 to 8", metas(m -> m.putLong(32, 0))));
        kinds.add(of("root page beyond the file", 32, "root page", metas(m -> m.putLong(32, 9))));
        kinds.add(of("freelist page 1", 48, "freelist page", metas(m -> m.putLong(48, 1))));
        kinds.add(of("freelist page 2^62", 48, "freelist page", metas(m -> m.putLong(48, 1L << 62))));
        kinds.add(of("transaction 2^63", 64, "transaction id", metas(m -> m.putLong(64, Long.MIN_VALUE))));
        kinds.add(of(
                "freelist that is a leaf",
                FREELIST,
                "header of the freelist",
                f -> f.putShort(FREELIST + 8, (short) 2)));
        kinds.add(of(
                "freelist longer than its page",
                FREELIST + 10,
                "count of the freelist: expected at most 126",
                f -> f.putShort(FREELIST + 10, (short) 127)));
        kinds.add(of(
                "freelist with a count of 2^60",
                FREELIST + 10,
                "count of the freelist: expected at most 125",
                f -> f.putShort(FREELIST + 10, (short) 0xffff).putLong(FREELIST + 16, 1L << 60)));
        kinds.add(of(
                "freelist with a negative count",
                FREELIST + 10,
                "found 18446744073709551615",
                f -> f.putShort(FREELIST + 10, (short) 0xffff).putLong(FREELIST + 16, -1)));
        kinds.add(of(
                "freelist overflow over the trees",
                ROOT,
                "used by the list of buckets only",
                f -> f.putInt(FREELIST + 12, 6)));
        kinds.add(of(
                "freelist overflow beyond the file",
                FREELIST + 12,
                "overflow of page 2",
                f -> f.putInt(FREELIST + 12, 7)));
        kinds.add(
                of("list of buckets that is the freelist", FREELIST, "flags of page 2", metas(m -> m.putLong(32, 2))));
        kinds.add(of(
                "list of buckets that is a bucket's leaf",
                LEAF + 16,
                "only buckets at the top",
                metas(m -> m.putLong(32, 3))));
        kinds.add(of("page with another id", LEAF, "id of a page: expected 3, found 4", f -> f.putLong(LEAF, 4)));
        kinds.add(of("page that is leaf and branch", LEAF, "flags of page 3", f -> f.putShort(LEAF + 8, (short) 3)));
        kinds.add(of("page without a kind", LEAF, "flags of page 3", f -> f.putShort(LEAF + 8, (short) 0)));
        kinds.add(of(
                "child that is a meta page",
                BRANCH + 16,
                "child page of element 0 of branch page 7",
                f -> f.putLong(BRANCH + 24, 0)));
        kinds.add(of("child page 1", BRANCH + 16, "expected 2 to 8, found 1", f -> f.putLong(BRANCH + 24, 1)));
        kinds.add(of(
                "child beyond the high water",
                BRANCH + 16,
                "expected 2 to 8, found 9",
                f -> f.putLong(BRANCH + 24, 9)));
        kinds.add(of(
                "child page 2^63",
                BRANCH + 16,
                "found 9223372036854775808",
                f -> f.putLong(BRANCH + 24, Long.MIN_VALUE)));
        kinds.add(of("branch that is its own child", BRANCH, "used by page 7 only", f -> f.putLong(BRANCH + 24, 7)));
        kinds.add(of(
                "cycle back to the list of buckets",
                ROOT + 16,
                "no bucket inside a bucket",
                f -> f.putLong(BRANCH + 24, 8)));
        kinds.add(of(
                "one leaf as two children",
                LEAF + 16,
                "not below that of this page in page 7",
                f -> f.putLong(BRANCH + 40, 3)));
        kinds.add(of(
                "children in the wrong order",
                LEAF + PAGE,
                "below that of the next page",
                f -> f.putLong(BRANCH + 24, 4).putLong(BRANCH + 40, 3)));
        kinds.add(of(
                "branch without children",
                BRANCH + 10,
                "count of elements of branch page 7: expected >= 1",
                f -> f.putShort(BRANCH + 10, (short) 0)));
        kinds.add(of(
                "branch with 65535 children",
                BRANCH + 10,
                "expected at most 63, found 65535",
                f -> f.putShort(BRANCH + 10, (short) 0xffff)));
        kinds.add(of(
                "leaf with 64 elements",
                LEAF + 10,
                "expected at most 63, found 64",
                f -> f.putShort(LEAF + 10, (short) 64)));
        kinds.add(of(
                "leaf with one element more",
                LEAF + 16,
                "position of the key",
                f -> f.putShort(LEAF + 10, (short) (f.getShort(LEAF + 10) + 1))));
        kinds.add(of(
                "overflow beyond the high water",
                LEAF + 12,
                "overflow of page 3: expected at most 5",
                f -> f.putInt(LEAF + 12, 6)));
        kinds.add(of("overflow 2^32 - 1", LEAF + 12, "overflow of page 3", f -> f.putInt(LEAF + 12, -1)));
        kinds.add(of("overflow over the next leaf", LEAF + PAGE, "used by page 7 only", f -> f.putInt(LEAF + 12, 1)));
        kinds.add(of("overflow over the own parent", LEAF, "page 7, part of page 3", f -> f.putInt(LEAF + 12, 4)));
        kinds.add(of("key outside its page", LEAF + 16, "position of the key", f -> f.putInt(LEAF + 20, 5000)));
        kinds.add(of("key before its page", LEAF + 16, "position of the key", f -> f.putInt(LEAF + 20, -16)));
        kinds.add(of("key inside the elements", LEAF + 16, "position of the key", f -> f.putInt(LEAF + 20, 16)));
        kinds.add(of(
                "key of 0 bytes",
                LEAF + 16,
                "length of the key of element 0 of leaf page 3",
                f -> f.putInt(LEAF + 24, 0)));
        kinds.add(of(
                "key of 32769 bytes", LEAF + 16, "expected 1 to 32768, found 32769", f -> f.putInt(LEAF + 24, 32769)));
        kinds.add(of("key of 2^32 - 1 bytes", LEAF + 16, "found 4294967295", f -> f.putInt(LEAF + 24, -1)));
        kinds.add(of("value longer than its page", LEAF + 16, "end of the element", f -> f.putInt(LEAF + 28, 1000)));
        kinds.add(of("value of 2^32 - 1 bytes", LEAF + 16, "end of the element", f -> f.putInt(LEAF + 28, -1)));
        kinds.add(of(
                "value that overlaps the next element",
                LEAF + 32,
                "position of the key of element 1",
                f -> f.putInt(LEAF + 28, 11)));
        kinds.add(of(
                "keys out of order",
                LEAF + 48,
                "key of element 2 of leaf page 3: expected above",
                f -> f.put(key(f, LEAF, 1) + 5, (byte) '9')));
        kinds.add(of(
                "equal keys",
                LEAF + 32,
                "key of element 1 of leaf page 3: expected above",
                f -> f.put(key(f, LEAF, 1) + 5, (byte) '0')));
        kinds.add(of(
                "key below the parent's",
                LEAF + 16,
                "not below that of this page",
                f -> f.put(key(f, LEAF, 0), (byte) 'a')));
        kinds.add(of(
                "key above the next page's",
                LEAF,
                "below that of the next page",
                f -> f.put(key(f, LEAF, f.getShort(LEAF + 10) - 1), (byte) 'z')));
        kinds.add(of("element of unknown flags", LEAF + 16, "flags of element 0", f -> f.putInt(LEAF + 16, 6)));
        kinds.add(of("bucket inside a bucket", LEAF + 16, "no bucket inside a bucket", f -> f.putInt(LEAF + 16, 1)));
        kinds.add(of(
                "value where buckets are listed", ROOT + 16, "only buckets at the top", f -> f.putInt(ROOT + 16, 0)));
        kinds.add(of(
                "bucket whose root is page 1",
                ROOT,
                "root page of bucket index",
                f -> f.putLong(bucketValue(f, 0), 1)));
        kinds.add(of(
                "bucket whose root is beyond the file",
                ROOT,
                "root page of bucket index",
                f -> f.putLong(bucketValue(f, 0), 9)));
        kinds.add(of(
                "bucket whose root is the list of buckets",
                ROOT,
                "no bucket inside a bucket",
                f -> f.putLong(bucketValue(f, 0), 8)));
        kinds.add(of(
                "bucket inline that has no room for a page",
                ROOT,
                "length of the inline page of bucket index",
                f -> f.putLong(bucketValue(f, 0), 0)));
        kinds.add(of(
                "inline bucket with a page of its own too",
                BRANCH,
                "used by bucket 1 only",
                f -> f.putLong(bucketValue(f, 1), 7)));
        kinds.add(of(
                "inline bucket that is a branch",
                small + 24,
                "flags of an inline bucket",
                f -> f.putShort(small + 24, (short) 1)));
        kinds.add(of(
                "inline bucket with overflow",
                small + 28,
                "overflow of an inline bucket",
                f -> f.putInt(small + 28, 1)));
        kinds.add(of(
                "inline bucket with a page id",
                small + 16,
                "id of a page: expected 0, found 8",
                f -> f.putLong(small + 16, 8)));
        kinds.add(of(
                "inline bucket with 1000 elements",
                small + 26,
                "count of elements",
                f -> f.putShort(small + 26, (short) 1000)));
        kinds.add(of(
                "inline bucket whose elements overlap",
                small + 48,
                "position of the key",
                f -> f.putInt(small + 52, 15)));
        kinds.add(of(
                "inline bucket with a value beyond it",
                small + 48,
                "end of the element",
                f -> f.putInt(small + 60, 2)));
        kinds.add(of(
                "inline bucket with a bucket", small + 32, "no bucket inside a bucket", f -> f.putInt(small + 32, 1)));
        return kinds;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void isRefusedWithItsPlace(String kind, long offset, String message, Consumer<ByteBuffer> damage) {
        ByteBuffer file = sound();
        damage.accept(file);
        Allocation allocated = new Allocation();
        assertThatThrownBy(() -> readAll(file.array()))
                .isInstanceOfSatisfying(CorruptDataException.class, e -> {
                    assertThat(allocated.bytes()).isLessThan(Allocation.HOSTILE_LIMIT_BYTES);
                    assertThat(e.source()).isEqualTo("hostile");
                    // where the first byte is that the message is about, or the head of its element or page
                    assertThat(e.offset()).isBetween(offset, offset + PAGE - 1);
                })
                .hasMessageContaining(message);
    }

    /** Every branch names the next as both of its children: read naively, 2^n leaves. */
    @Test
    void aLadderOfSharedPagesIsRefusedAtOnce() {
        int levels = 60;
        ByteBuffer file = ByteBuffer.allocate((levels + 6) * PAGE).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, sound().array(), 0, 3 * PAGE);
        metas(m -> m.putLong(32, 3).putLong(56, levels + 6)).accept(file);
        file.putLong(3 * PAGE, 3).putShort(3 * PAGE + 8, (short) 2).putShort(3 * PAGE + 10, (short) 1);
        file.putInt(3 * PAGE + 16, 1)
                .putInt(3 * PAGE + 20, 16)
                .putInt(3 * PAGE + 24, 5)
                .putInt(3 * PAGE + 28, 16);
        file.put(3 * PAGE + 32, "index".getBytes(UTF_8)).putLong(3 * PAGE + 37, 4);
        for (int page = 4; page < levels + 4; page++) {
            int at = page * PAGE;
            file.putLong(at, page).putShort(at + 8, (short) 1).putShort(at + 10, (short) 2);
            file.putInt(at + 16, 32).putInt(at + 20, 1).putLong(at + 24, page + 1);
            file.putInt(at + 32, 17).putInt(at + 36, 1).putLong(at + 40, page + 1);
            file.put(at + 48, (byte) 'a').put(at + 49, (byte) 'b');
        }
        int leaf = (levels + 4) * PAGE;
        file.putLong(leaf, levels + 4).putShort(leaf + 8, (short) 2);
        CountingSource source = new CountingSource("ladder", file.array());
        assertThatThrownBy(() -> {
                    BoltCursor cursor = BoltFile.open(source).buckets().get(0).cursor();
                    while (cursor.next()) {
                        cursor.key();
                    }
                })
                .isInstanceOf(CorruptDataException.class);
        assertThat(source.bytesRead()).isLessThan(2L * file.capacity());
    }

    @Test
    void aTreeDeeperThanAnyIsRefused() {
        int levels = 70;
        ByteBuffer file = ByteBuffer.allocate((levels + 6) * PAGE).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, sound().array(), 0, 3 * PAGE);
        metas(m -> m.putLong(32, 3).putLong(56, levels + 6)).accept(file);
        for (int page = 3; page < levels + 4; page++) {
            int at = page * PAGE;
            file.putLong(at, page).putShort(at + 8, (short) 1).putShort(at + 10, (short) 1);
            file.putInt(at + 16, 16)
                    .putInt(at + 20, 1)
                    .putLong(at + 24, page + 1)
                    .put(at + 32, (byte) 'a');
        }
        assertThatThrownBy(() -> readAll(file.array()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("depth of the tree: expected at most 64");
    }

    @Test
    void aRunOfPagesOverTheLimitIsRefusedBeforeItIsAllocated() {
        int pageSize = 1 << 20;
        SortedMap<byte[], byte[]> rows = BoltFileBuilder.rows();
        rows.put("a".getBytes(UTF_8), new byte[17 << 20]);
        byte[] file = new BoltFileBuilder(pageSize).bucket("index", rows).build();
        CountingSource source = new CountingSource("big", file);
        assertThatThrownBy(() -> BoltFile.open(source).buckets().get(0).cursor().next())
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("bytes of page 3 with its overflow: expected at most 16777216");
        assertThat(source.bytesRead()).isLessThan(3L << 20);
    }
}
