package dev.lokistore.index.bolt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A named bucket of a {@link BoltFile}: a tree of its own, or inline in the list of buckets. Immutable. */
public final class BoltBucket {
    private final Pages pages;
    private final byte[] name;
    private final int owner;
    private final long root;
    private final long inlinePosition;
    private final int inlineLength;

    /**
     * @param owner of the root page in the {@link PageMap}
     * @param root 0 for an inline bucket
     * @param inlinePosition in the file, of the page image of an inline bucket
     */
    BoltBucket(Pages pages, byte[] name, int owner, long root, long inlinePosition, int inlineLength) {
        this.pages = pages;
        this.name = name;
        this.owner = owner;
        this.root = root;
        this.inlinePosition = inlinePosition;
        this.inlineLength = inlineLength;
    }

    /** Decoded as UTF-8. */
    public String name() {
        return new String(name, StandardCharsets.UTF_8);
    }

    boolean isNamed(byte[] wanted) {
        return Arrays.equals(name, wanted);
    }

    /** A new cursor, before the first key. */
    public BoltCursor cursor() {
        return new BoltCursor(pages, this, Page.Content.ROWS);
    }

    int owner() {
        return owner;
    }

    long root() {
        return root;
    }

    boolean isInline() {
        return root == 0;
    }

    long inlinePosition() {
        return inlinePosition;
    }

    int inlineLength() {
        return inlineLength;
    }
}
