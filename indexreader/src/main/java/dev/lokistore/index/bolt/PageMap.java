package dev.lokistore.index.bolt;

import dev.lokistore.chunk.CorruptDataException;
import java.util.BitSet;

/**
 * Who refers to which page. bbolt's pages form trees, so that a page has one parent and lies in one run; holding every
 * reader to that rejects cycles, shared pages and overlapping runs, and so bounds what a hostile file makes us read by
 * its size. 4 bytes a page. Thread-safe.
 */
final class PageMap {
    /** The tree of named buckets. */
    static final int ROOT = -1;

    static final int FREELIST = -2;

    private static final int FIRST_BUCKET = -3;
    private static final int UNSEEN = 0;
    private static final int OVERFLOW = Integer.MIN_VALUE;

    private final int[] owners;

    PageMap(long pages) {
        this.owners = new int[Math.toIntExact(pages)];
    }

    /** The owner of the root page of a bucket. */
    static int bucket(int ordinal) {
        return FIRST_BUCKET - ordinal;
    }

    /**
     * Notes that {@code owner} refers to the run of pages.
     *
     * @param owner the parent page, or one of the constants
     * @param position of the page in the file, for the message
     */
    synchronized void claim(String file, long position, int page, int overflow, int owner) throws CorruptDataException {
        if (owners[page] == owner) {
            return;
        }
        for (int i = page; i <= page + overflow; i++) {
            if (owners[i] != UNSEEN) {
                throw new SharedPageException(
                        file,
                        position,
                        "page " + i + ", part of page " + page,
                        "used by " + describe(owner) + " only",
                        "used by " + describe(owners[i]) + " too");
            }
        }
        owners[page] = owner;
        for (int i = page + 1; i <= page + overflow; i++) {
            owners[i] = OVERFLOW;
        }
    }

    /** Whether anything refers to the page. */
    synchronized boolean used(int page) {
        return owners[page] != UNSEEN;
    }

    /** That each page was seen or is free, and not both. */
    synchronized void checkAll(String file, int pageSize, BitSet free) throws CorruptDataException {
        for (int page = (int) BoltFormat.FIRST_PAGE; page < owners.length; page++) {
            boolean used = owners[page] != UNSEEN;
            if (used == free.get(page)) {
                throw new CorruptDataException(
                        file,
                        (long) page * pageSize,
                        "page " + page,
                        "in use or free",
                        used ? "free and used by " + describe(owners[page]) : "neither: rows may be missing");
            }
        }
    }

    private static String describe(int owner) {
        return switch (owner) {
            case ROOT -> "the list of buckets";
            case FREELIST -> "the freelist";
            case OVERFLOW -> "an overflow";
            default -> owner > 0 ? "page " + owner : "bucket " + (FIRST_BUCKET - owner);
        };
    }
}
