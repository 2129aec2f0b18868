package dev.lokistore.index.bolt;

import static dev.lokistore.index.bolt.BoltFormat.ELEMENT;
import static dev.lokistore.index.bolt.BoltFormat.ELEMENT_FLAG_BUCKET;
import static dev.lokistore.index.bolt.BoltFormat.FLAG_BRANCH;
import static dev.lokistore.index.bolt.BoltFormat.FLAG_LEAF;
import static dev.lokistore.index.bolt.BoltFormat.MAX_KEY;
import static dev.lokistore.index.bolt.BoltFormat.PAGE_HEADER;

import dev.lokistore.chunk.CorruptDataException;
import java.util.Arrays;

/**
 * A branch or leaf page with its overflow, or the page inside an inline bucket. Its structure was checked: all keys and
 * values lie inside, packed in order ({@code formats/index-tables.md#23}, {@code #24}).
 */
final class Page {
    /** What its elements may be. */
    enum Content {
        BUCKETS,
        ROWS
    }

    private final String file;
    private final long id;
    private final long position;
    private final byte[] bytes;
    private final boolean leaf;
    private final int count;

    private Page(String file, long id, long position, byte[] bytes, boolean leaf, int count) {
        this.file = file;
        this.id = id;
        this.position = position;
        this.bytes = bytes;
        this.leaf = leaf;
        this.count = count;
    }

    /**
     * @param position of the page's header in the file
     * @param bytes the page with all its overflow
     * @param meta bounds of child pages
     */
    static Page parse(String file, long id, long position, byte[] bytes, BoltMeta meta, Content content)
            throws CorruptDataException {
        long foundId = BoltFormat.u64(bytes, 0);
        if (foundId != id) {
            throw new CorruptDataException(file, position, "id of a page", id, Long.toUnsignedString(foundId));
        }
        int flags = BoltFormat.u16(bytes, 8);
        if (flags != FLAG_LEAF && flags != FLAG_BRANCH) {
            throw new CorruptDataException(
                    file, position + 8, "flags of page " + id, "1 (branch) or 2 (leaf)", Integer.toHexString(flags));
        }
        Page page = new Page(file, id, position, bytes, flags == FLAG_LEAF, BoltFormat.u16(bytes, 10));
        page.checkElements(meta, content);
        return page;
    }

    private void checkElements(BoltMeta meta, Content content) throws CorruptDataException {
        int end = PAGE_HEADER + count * ELEMENT;
        if (end > bytes.length) {
            throw new CorruptDataException(
                    file,
                    position + 10,
                    "count of elements of page " + id,
                    "at most " + (bytes.length - PAGE_HEADER) / ELEMENT,
                    count);
        }
        if (!leaf && count == 0) {
            throw new CorruptDataException(file, position + 10, "count of elements of branch page " + id, ">= 1", 0);
        }
        for (int i = 0; i < count; i++) {
            int element = element(i);
            long keyLength = BoltFormat.u32(bytes, element + (leaf ? 8 : 4));
            long valueLength = leaf ? BoltFormat.u32(bytes, element + 12) : 0;
            long start = element + BoltFormat.u32(bytes, element + (leaf ? 4 : 0));
            if (start != end) {
                throw bad(i, "position of the key", "byte " + end + ", behind the one before", "byte " + start);
            }
            if (keyLength < 1 || keyLength > MAX_KEY) {
                throw bad(i, "length of the key", "1 to " + MAX_KEY, keyLength);
            }
            if (start + keyLength + valueLength > bytes.length) {
                throw bad(
                        i,
                        "end of the element",
                        "at most byte " + bytes.length + " of the page",
                        "byte " + (start + keyLength + valueLength));
            }
            end = (int) (start + keyLength + valueLength);
            if (leaf) {
                checkFlags(i, content);
            } else if (!meta.isPage(child(i))) {
                throw bad(
                        i,
                        "child page",
                        BoltFormat.FIRST_PAGE + " to " + (meta.highWater() - 1),
                        Long.toUnsignedString(child(i)));
            }
        }
    }

    /** Keys must strictly ascend. */
    void requireAscending() throws CorruptDataException {
        for (int i = 1; i < count; i++) {
            if (compare(i - 1, this, i) >= 0) {
                throw bad(i, "key", "above the one before it", "not above");
            }
        }
    }

    private void checkFlags(int index, Content content) throws CorruptDataException {
        long flags = BoltFormat.u32(bytes, element(index));
        int expected = content == Content.BUCKETS ? ELEMENT_FLAG_BUCKET : 0;
        if (flags != expected) {
            String kind = content == Content.BUCKETS ? "1 (only buckets at the top)" : "0 (no bucket inside a bucket)";
            throw bad(index, "flags", kind, flags);
        }
    }

    /** Keys of a child must be from its key in the parent on and below the next one's. */
    void requireKeysFrom(Page parent, int index) throws CorruptDataException {
        if (count > 0 && compare(0, parent, index) < 0) {
            throw bad(0, "key", "not below that of this page in page " + parent.id, "below");
        }
    }

    /** @see #requireKeysFrom */
    void requireKeysBelow(Page ancestor, int index) throws CorruptDataException {
        if (count > 0 && compare(count - 1, ancestor, index) >= 0) {
            throw bad(count - 1, "key", "below that of the next page in page " + ancestor.id, "not below");
        }
    }

    /** Of two keys, as unsigned bytes. */
    int compare(int index, Page other, int otherIndex) {
        return Arrays.compareUnsigned(
                bytes,
                keyOffset(index),
                keyOffset(index) + keyLength(index),
                other.bytes,
                other.keyOffset(otherIndex),
                other.keyOffset(otherIndex) + other.keyLength(otherIndex));
    }

    private CorruptDataException bad(int index, String what, Object expected, Object found) {
        return new CorruptDataException(
                file,
                position + element(index),
                what + " of element " + index + " of " + (leaf ? "leaf" : "branch") + " page " + id,
                expected,
                found);
    }

    /** The number of keys below {@code key}, which is the index of the first that is not. */
    int lowerBound(byte[] key) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int offset = keyOffset(middle);
            int order = Arrays.compareUnsigned(bytes, offset, offset + keyLength(middle), key, 0, key.length);
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean keyEquals(int index, byte[] key) {
        int offset = keyOffset(index);
        return Arrays.equals(bytes, offset, offset + keyLength(index), key, 0, key.length);
    }

    long id() {
        return id;
    }

    long position() {
        return position;
    }

    boolean isLeaf() {
        return leaf;
    }

    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    private static int element(int index) {
        return PAGE_HEADER + index * ELEMENT;
    }

    int keyOffset(int index) {
        int element = element(index);
        return element + (int) BoltFormat.u32(bytes, element + (leaf ? 4 : 0));
    }

    int keyLength(int index) {
        return (int) BoltFormat.u32(bytes, element(index) + (leaf ? 8 : 4));
    }

    int valueOffset(int index) {
        return keyOffset(index) + keyLength(index);
    }

    int valueLength(int index) {
        return (int) BoltFormat.u32(bytes, element(index) + 12);
    }

    /** Of a branch page. */
    long child(int index) {
        return BoltFormat.u64(bytes, element(index) + 8);
    }
}
