package dev.lokistore.index.anatomy;

import dev.lokistore.chunk.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * A bbolt file, page by page as they lie in it ({@code formats/index-tables.md#2}). Pages that no bucket leads to any more
 * still hold what was in them: a page's place says nothing about whether its rows count.
 */
public final class BoltAnatomy extends Anatomy {
    private static final int HEADER = 16;
    private static final int ELEMENT = 16;
    private static final int META_END = 80;
    private static final int MAGIC = 0xed0cdaed;
    private static final int BRANCH = 1;
    private static final int LEAF = 2;
    private static final int META = 4;
    private static final int FREELIST = 0x10;
    private static final int SMALLEST_PAGE = 1024;
    private static final int LARGEST_PAGE = 1 << 20;
    private static final int USUAL_PAGE = 4096;

    private final Bytes all;
    private final int pageSize;

    BoltAnatomy(String name, byte[] bytes) {
        super(name, bytes);
        this.all = new Bytes(name, bytes);
        this.pageSize = pageSize();
    }

    private int pageSize() {
        for (int at = 0; at <= LARGEST_PAGE; at = at == 0 ? SMALLEST_PAGE : at * 2) {
            if (at + META_END <= all.size() && all.u32le(at + HEADER) == Integer.toUnsignedLong(MAGIC)) {
                long stated = all.u32le(at + 24);
                boolean sound = Long.bitCount(stated) == 1 && stated >= SMALLEST_PAGE && stated <= LARGEST_PAGE;
                if (sound && (at == 0 || at == stated)) {
                    return (int) stated;
                }
            }
        }
        return USUAL_PAGE;
    }

    @Override
    public String kind() {
        return "bbolt";
    }

    @Override
    void outlineParts(Seamless sink) {
        for (int at = 0; at < all.size(); at += length(at)) {
            int length = Math.min(length(at), all.size() - at);
            if (length < HEADER) {
                sink.part(at, length, "rest", "less than a page's header", false);
                return;
            }
            long id = all.u64le(at);
            boolean ok = id == at / pageSize && !type(at).startsWith("page of");
            String more = all.u32le(at + 12) > 0 ? ", " + all.u32le(at + 12) + " pages of overflow" : "";
            String what = type(at) + ", " + all.u16le(at + 10) + " elements" + more;
            sink.part(
                    at,
                    length,
                    "page " + at / pageSize,
                    isBlank(at, length) ? "zeros" : what,
                    isBlank(at, length) ? null : ok);
        }
    }

    /** Of the page with its overflow, as far as its header can be right. */
    private int length(int at) {
        if (at + HEADER > all.size() || type(at).startsWith("page of") || all.u64le(at) != at / pageSize) {
            return pageSize;
        }
        long overflow = all.u32le(at + 12);
        long length = (overflow + 1) * pageSize;
        return length > all.size() - (long) at ? pageSize : (int) length;
    }

    private boolean isBlank(int at, int length) {
        for (int i = at; i < at + length; i++) {
            if (bytes()[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private String type(int at) {
        int flags = all.u16le(at + 8);
        return switch (flags) {
            case BRANCH -> "branch";
            case LEAF -> "leaf";
            case META -> "meta";
            case FREELIST -> "freelist";
            default -> "page of unknown kind " + Integer.toHexString(flags);
        };
    }

    @Override
    void detailParts(Seamless sink) {
        for (int at = 0; at < all.size(); at += length(at)) {
            int end = Math.min(at + length(at), all.size());
            if (!sink.wants(at, end)) {
                sink.part(at, end - at, "page", "", null);
                continue;
            }
            Walk walk = new Walk(name(), all, sink, at, end);
            try {
                page(walk, at, end);
                walk.rest("rest of the page", null);
            } catch (CorruptDataException e) {
                walk.rest("rest of the page", e);
            }
        }
    }

    private void page(Walk walk, int at, int end) throws CorruptDataException {
        if (isBlank(at, end - at)) {
            walk.part(end - at, "zeros", "an unused page", null);
            return;
        }
        if (walk.left() < HEADER) {
            return;
        }
        long id = all.u64le(at);
        walk.part(8, "page id", Long.toUnsignedString(id), id == at / pageSize);
        walk.part(2, "kind of page", type(at), !type(at).startsWith("page of"));
        int count = all.u16le(at + 10);
        walk.part(2, "number of elements", Integer.toString(count), null);
        walk.part(4, "pages of overflow", Long.toString(all.u32le(at + 12)), null);
        switch (all.u16le(at + 8)) {
            case META -> meta(walk, at);
            case FREELIST -> freelist(walk, count);
            case LEAF -> elements(walk, count, true);
            case BRANCH -> elements(walk, count, false);
            default -> {
                // what follows is the rest of the page
            }
        }
    }

    private void meta(Walk walk, int at) throws CorruptDataException {
        if (walk.left() < META_END - HEADER) {
            return;
        }
        walk.part(
                4, "magic", Long.toHexString(all.u32le(at + 16)), all.u32le(at + 16) == Integer.toUnsignedLong(MAGIC));
        walk.part(4, "version", Long.toString(all.u32le(at + 20)), all.u32le(at + 20) == 2);
        walk.part(4, "page size", Long.toString(all.u32le(at + 24)), all.u32le(at + 24) == pageSize);
        walk.part(4, "flags", Long.toString(all.u32le(at + 28)), null);
        walk.part(8, "page of the root bucket", Long.toUnsignedString(all.u64le(at + 32)), null);
        walk.part(8, "sequence of the root bucket", Long.toUnsignedString(all.u64le(at + 40)), null);
        long freelist = all.u64le(at + 48);
        walk.part(8, "page of the freelist", freelist == -1 ? "none" : Long.toUnsignedString(freelist), null);
        walk.part(8, "pages in use", Long.toUnsignedString(all.u64le(at + 56)), null);
        walk.part(8, "transaction", Long.toUnsignedString(all.u64le(at + 64)), null);
        long found = fnv(at + 16, at + 72);
        long stored = all.u64le(at + 72);
        walk.part(
                8,
                "checksum (FNV-1a)",
                Long.toHexString(stored) + (found == stored ? "" : ", but the bytes have " + Long.toHexString(found)),
                found == stored);
    }

    private long fnv(int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ all.u8(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private void freelist(Walk walk, int stated) throws CorruptDataException {
        long count = stated;
        if (stated == 0xffff && walk.left() >= 8) {
            count = all.u64le(walk.at());
            walk.part(8, "number of free pages", Long.toUnsignedString(count), null);
        }
        for (long i = 0; i < count && walk.left() >= 8; i++) {
            walk.part(8, "free page", Long.toUnsignedString(all.u64le(walk.at())), null);
        }
    }

    private void elements(Walk walk, int count, boolean leaf) throws CorruptDataException {
        List<long[]> data = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = walk.at();
            if (walk.left() < ELEMENT) {
                throw new CorruptDataException(name(), at, "element " + i + ": cut off");
            }
            String of = " of element " + i;
            long flags = leaf ? all.u32le(at) : 0;
            long position = all.u32le(at + (leaf ? 4 : 0));
            long keyBytes = all.u32le(at + (leaf ? 8 : 4));
            long valueBytes = leaf ? all.u32le(at + 12) : 0;
            data.add(new long[] {at + position, keyBytes, valueBytes, flags});
            if (leaf) {
                walk.part(4, "flags" + of, flags == 1 ? "1: a bucket" : Long.toString(flags), flags <= 1);
            }
            boolean inside = at + position + keyBytes + valueBytes <= walk.at() + (long) walk.left();
            walk.part(4, "position" + of, "byte " + (at + position), inside);
            walk.part(4, "length of the key" + of, Long.toString(keyBytes), null);
            if (leaf) {
                walk.part(4, "length of the value" + of, Long.toString(valueBytes), null);
            } else {
                walk.part(8, "child" + of, "page " + Long.toUnsignedString(all.u64le(at + 8)), null);
            }
        }
        for (int i = 0; i < data.size(); i++) {
            long[] element = data.get(i);
            if (element[0] != walk.at()) {
                throw new CorruptDataException(
                        name(), walk.at(), "key " + i + ": expected here, stated at byte " + element[0]);
            }
            key(walk, i, element);
        }
    }

    private void key(Walk walk, int index, long[] element) throws CorruptDataException {
        if (element[1] + element[2] > walk.left()) {
            throw new CorruptDataException(name(), walk.at(), "key and value " + index + ": longer than the page");
        }
        walk.part(element[1], "key " + index, all.text(walk.at(), (int) element[1]), null);
        if (element[3] == 1 && element[2] >= 16) {
            long root = all.u64le(walk.at());
            walk.part(
                    8,
                    "bucket " + index + ": root",
                    root == 0 ? "inline" : "page " + Long.toUnsignedString(root),
                    null);
            walk.part(8, "bucket " + index + ": sequence", Long.toUnsignedString(all.u64le(walk.at())), null);
            walk.part(element[2] - 16, "bucket " + index + ": page inside", "", null);
        } else if (element[2] > 0) {
            walk.part(element[2], "value " + index, all.text(walk.at(), (int) element[2]), null);
        }
    }
}
