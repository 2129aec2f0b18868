package dev.lokistore.index.bolt;

import static dev.lokistore.index.bolt.BoltFormat.MAX_DEPTH;

import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks the keys of one bucket in unsigned byte order. Pages are read on demand, one per level is held, and a seek reads
 * only those that it does not hold yet. Not thread-safe; needs no closing. After an exception it stands at the end.
 */
public final class BoltCursor implements RowCursor {
    private final Pages pages;
    private final BoltBucket bucket;
    private final Page.Content content;

    /** From the root on; those at {@link #depth} and behind are left from an earlier position and may be used again. */
    private final @Nullable Page[] path = new @Nullable Page[MAX_DEPTH];

    /** By which element of the page above each was reached: its keys were checked against that one. */
    private final int[] slots = new int[MAX_DEPTH];

    private final int[] indexes = new int[MAX_DEPTH];
    private int depth;
    private boolean started;

    BoltCursor(Pages pages, BoltBucket bucket, Page.Content content) {
        this.pages = pages;
        this.bucket = bucket;
        this.content = content;
    }

    /**
     * Moves to the smallest key.
     *
     * @return false if there is none
     * @throws CorruptDataException if a page on the way is not what the format says; so do the other moves
     */
    public boolean first() throws IOException {
        start();
        descend(null);
        return leafOrNext();
    }

    /**
     * Moves to the smallest key that is not before {@code key}, forwards or backwards.
     *
     * @return false if there is none
     */
    public boolean seek(byte[] key) throws IOException {
        start();
        descend(key);
        return leafOrNext();
    }

    /**
     * Moves to the next key; to the smallest at the start.
     *
     * @return false at the end
     */
    @Override
    public boolean next() throws IOException {
        if (!started) {
            return first();
        }
        if (depth == 0) {
            return false;
        }
        indexes[depth - 1]++;
        return leafOrNext();
    }

    private void start() {
        started = true;
        depth = 0;
    }

    /** Whether the cursor stands on an element; if it is behind a leaf's last, moves to the next leaf that has one. */
    private boolean leafOrNext() throws IOException {
        while (depth > 0) {
            Page page = page(depth - 1);
            if (page.isLeaf()) {
                if (indexes[depth - 1] < page.count()) {
                    return true;
                }
                depth--;
            } else if (++indexes[depth - 1] < page.count()) {
                descend(null);
            } else {
                depth--;
            }
        }
        return false;
    }

    /** Goes down to a leaf from the element of the path's last page, or from the root; to the left without a key. */
    private void descend(byte @Nullable [] key) throws IOException {
        int from = depth;
        depth = 0;
        int level = from;
        while (true) {
            Page page = level == 0 ? root() : child(level);
            int index = key == null ? 0 : page.lowerBound(key);
            if (!page.isLeaf() && key != null && (index == page.count() || !page.keyEquals(index, key))) {
                // the last element that is not above the key, or the first
                index = Math.max(0, index - 1);
            }
            indexes[level] = index;
            level++;
            if (page.isLeaf()) {
                depth = level;
                return;
            }
        }
    }

    private Page root() throws IOException {
        Page held = path[0];
        if (held != null) {
            return held;
        }
        Page root = bucket.isInline()
                ? pages.readInline(bucket.inlinePosition(), bucket.inlineLength(), content)
                : pages.read(bucket.root(), bucket.owner(), 0, content);
        path[0] = root;
        return root;
    }

    /** The child of the element at which the path's page above {@code level} stands. */
    private Page child(int level) throws IOException {
        Page parent = page(level - 1);
        int index = indexes[level - 1];
        long id = parent.child(index);
        if (level == MAX_DEPTH) {
            throw new CorruptDataException(
                    pages.file(), parent.position(), "depth of the tree", "at most " + MAX_DEPTH, "more");
        }
        Page held = path[level];
        if (held != null && held.id() == id && slots[level] == index) {
            return held;
        }
        // what is held below belongs to another page
        Arrays.fill(path, level, MAX_DEPTH, null);
        Page page = pages.read(id, (int) parent.id(), heldBytes(level), content);
        page.requireKeysFrom(parent, index);
        for (int above = level - 1; above >= 0; above--) {
            if (indexes[above] + 1 < page(above).count()) {
                page.requireKeysBelow(page(above), indexes[above] + 1);
                break;
            }
        }
        path[level] = page;
        slots[level] = index;
        return page;
    }

    private int heldBytes(int levels) {
        int sum = 0;
        for (int i = 0; i < levels; i++) {
            sum += page(i).bytes().length;
        }
        return sum;
    }

    private Page page(int level) {
        Page page = path[level];
        if (page == null) {
            throw new IllegalStateException("the cursor is not on a key");
        }
        return page;
    }

    private Page leaf() {
        if (depth == 0) {
            throw new IllegalStateException("the cursor is not on a key");
        }
        return page(depth - 1);
    }

    private int index() {
        return indexes[depth - 1];
    }

    @Override
    public byte[] buffer() {
        return leaf().bytes();
    }

    @Override
    public int keyOffset() {
        return leaf().keyOffset(index());
    }

    @Override
    public int keyLength() {
        return leaf().keyLength(index());
    }

    @Override
    public int valueOffset() {
        return leaf().valueOffset(index());
    }

    @Override
    public int valueLength() {
        return leaf().valueLength(index());
    }

    /** A copy. */
    public byte[] key() {
        int offset = keyOffset();
        return Arrays.copyOfRange(buffer(), offset, offset + keyLength());
    }

    /** A copy. */
    public byte[] value() {
        int offset = valueOffset();
        return Arrays.copyOfRange(buffer(), offset, offset + valueLength());
    }

    /** Whether the key begins with the bytes. */
    public boolean keyStartsWith(byte[] prefix) {
        int offset = keyOffset();
        return keyLength() >= prefix.length
                && Arrays.equals(buffer(), offset, offset + prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public long position() {
        return leaf().position() + keyOffset();
    }

    @Override
    public String file() {
        return pages.file();
    }
}
