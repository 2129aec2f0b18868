package dev.lokistore.index.bolt;

import static dev.lokistore.index.bolt.BoltFormat.FLAG_FREELIST;
import static dev.lokistore.index.bolt.BoltFormat.FLAG_LEAF;
import static dev.lokistore.index.bolt.BoltFormat.MAX_HELD_BYTES;
import static dev.lokistore.index.bolt.BoltFormat.PAGE_HEADER;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/** Reads pages of a file and checks them. Thread-safe. */
final class Pages {
    private static final int FREE_AT_ONCE = 1024;

    private final ByteSource source;
    private final BoltMeta meta;
    private final PageMap map;

    Pages(ByteSource source, BoltMeta meta) {
        this.source = source;
        this.meta = meta;
        this.map = new PageMap(meta.highWater());
    }

    BoltMeta meta() {
        return meta;
    }

    String file() {
        return source.name();
    }

    ByteSource source() {
        return source;
    }

    PageMap map() {
        return map;
    }

    /**
     * Reads a branch or leaf page with its overflow.
     *
     * @param id below the high-water mark
     * @param owner the page that refers to it, or a constant of {@link PageMap}
     * @param heldBytes what the cursor holds besides
     */
    Page read(long id, int owner, int heldBytes, Page.Content content) throws IOException {
        Page page = load(id, owner, heldBytes, content);
        page.requireAscending();
        return page;
    }

    /** As {@link #read}, with keys in whatever order. */
    Page load(long id, int owner, int heldBytes, Page.Content content) throws IOException {
        long position = id * meta.pageSize();
        byte[] bytes = source.read(position, meta.pageSize());
        int overflow = overflow(id, position, bytes);
        // the id is checked before the page is claimed, so that its message comes first
        if (overflow > 0 && BoltFormat.u64(bytes, 0) == id) {
            long length = (overflow + 1L) * meta.pageSize();
            if (length + heldBytes > MAX_HELD_BYTES) {
                throw new CorruptDataException(
                        source.name(),
                        position + 12,
                        "bytes of page " + id + " with its overflow",
                        "at most " + (MAX_HELD_BYTES - heldBytes),
                        length);
            }
            map.claim(source.name(), position, (int) id, overflow, owner);
            int have = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) length);
            source.read(position + have, bytes, have, bytes.length - have);
        }
        Page page = Page.parse(source.name(), id, position, bytes, meta, content);
        map.claim(source.name(), position, (int) id, overflow, owner);
        return page;
    }

    private int overflow(long id, long position, byte[] header) throws CorruptDataException {
        long overflow = BoltFormat.u32(header, 12);
        if (id + overflow >= meta.highWater()) {
            throw new CorruptDataException(
                    source.name(),
                    position + 12,
                    "overflow of page " + id,
                    "at most " + (meta.highWater() - 1 - id) + " more pages",
                    overflow);
        }
        return (int) overflow;
    }

    /** The page image inside the value of an inline bucket, behind the bucket's header. */
    Page readInline(long position, int length, Page.Content content) throws IOException {
        Page page = loadInline(position, length, content);
        page.requireAscending();
        return page;
    }

    /** As {@link #readInline}, with keys in whatever order. */
    Page loadInline(long position, int length, Page.Content content) throws IOException {
        byte[] bytes = source.read(position, length);
        int flags = BoltFormat.u16(bytes, 8);
        if (flags != FLAG_LEAF) {
            throw new CorruptDataException(
                    source.name(), position + 8, "flags of an inline bucket", "2 (leaf)", Integer.toHexString(flags));
        }
        long overflow = BoltFormat.u32(bytes, 12);
        if (overflow != 0) {
            throw new CorruptDataException(source.name(), position + 12, "overflow of an inline bucket", 0, overflow);
        }
        return Page.parse(source.name(), 0, position, bytes, meta, content);
    }

    /** Checks what the header of the freelist claims; its content is of no use to a reader. */
    void checkFreelist() throws IOException {
        if (meta.freelist() != BoltMeta.NO_FREELIST) {
            freelist();
        }
    }

    /** Where the ids of free pages are. */
    private record Freelist(long position, long first, int count) {}

    private Freelist freelist() throws IOException {
        long id = meta.freelist();
        long position = id * meta.pageSize();
        byte[] bytes = source.read(position, PAGE_HEADER + Long.BYTES);
        long foundId = BoltFormat.u64(bytes, 0);
        int flags = BoltFormat.u16(bytes, 8);
        if (foundId != id || flags != FLAG_FREELIST) {
            throw new CorruptDataException(
                    source.name(),
                    position,
                    "header of the freelist",
                    "id " + id + ", flags 10",
                    "id " + Long.toUnsignedString(foundId) + ", flags " + Integer.toHexString(flags));
        }
        int overflow = overflow(id, position, bytes);
        long first = position + PAGE_HEADER;
        long capacity = ((overflow + 1L) * meta.pageSize() - PAGE_HEADER) / Long.BYTES;
        long count = BoltFormat.u16(bytes, 10);
        if (count == 0xFFFF) {
            // too many for the header: the first id is the count
            count = BoltFormat.u64(bytes, PAGE_HEADER);
            capacity--;
            first += Long.BYTES;
        }
        if (count < 0 || count > capacity) {
            throw new CorruptDataException(
                    source.name(),
                    position + 10,
                    "count of the freelist",
                    "at most " + capacity,
                    Long.toUnsignedString(count));
        }
        map.claim(source.name(), position, (int) id, overflow, PageMap.FREELIST);
        return new Freelist(position, first, (int) count);
    }

    /**
     * Checks that every page is either in use or free, as bbolt's own check does. To be called when all buckets were read
     * to their ends; says nothing if no freelist is stored.
     */
    void checkAllPages() throws IOException {
        if (meta.freelist() == BoltMeta.NO_FREELIST) {
            return;
        }
        BitSet free = new BitSet((int) meta.highWater());
        long[] before = {BoltFormat.FIRST_PAGE - 1};
        freePages((id, position) -> {
            if (id <= before[0] || id >= meta.highWater()) {
                throw new CorruptDataException(
                        source.name(),
                        position,
                        "id in the freelist",
                        "above " + before[0] + " and below " + meta.highWater(),
                        Long.toUnsignedString(id));
            }
            free.set((int) id);
            before[0] = id;
        });
        map.checkAll(source.name(), meta.pageSize(), free);
    }

    /** Told of each id in the freelist, whatever it is, and where in the file that stands. */
    interface FreePages {
        void page(long id, long position) throws CorruptDataException;
    }

    /** Reads the stored freelist. */
    void freePages(FreePages visitor) throws IOException {
        Freelist list = freelist();
        byte[] part = new byte[FREE_AT_ONCE * Long.BYTES];
        for (int i = 0; i < list.count; i++) {
            int inPart = i % FREE_AT_ONCE;
            if (inPart == 0) {
                int ids = Math.min(FREE_AT_ONCE, list.count - i);
                source.read(list.first + (long) i * Long.BYTES, part, 0, ids * Long.BYTES);
            }
            visitor.page(BoltFormat.u64(part, inPart * Long.BYTES), list.first + (long) i * Long.BYTES);
        }
    }
}
