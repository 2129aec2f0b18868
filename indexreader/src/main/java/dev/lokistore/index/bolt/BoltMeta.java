package dev.lokistore.index.bolt;

import static dev.lokistore.index.bolt.BoltFormat.FIRST_PAGE;
import static dev.lokistore.index.bolt.BoltFormat.MAX_PAGE_SIZE;
import static dev.lokistore.index.bolt.BoltFormat.MIN_PAGE_SIZE;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a meta page says ({@code formats/index-tables.md#22}).
 *
 * @param page 0 or 1: which meta page it is from
 * @param pageSize in bytes
 * @param root page of the tree of named buckets
 * @param freelist page of the freelist, {@link #NO_FREELIST} if none is stored
 * @param highWater number of pages in use, which is the first unused page id
 * @param txid number of the transaction that wrote it
 */
public record BoltMeta(int page, int pageSize, long root, long freelist, long highWater, long txid) {
    public static final long NO_FREELIST = -1;

    /** Bytes from the start of a meta page that hold its header and itself. */
    static final int LENGTH = 80;

    private static final int MAGIC = 0xED0CDAED;
    private static final int VERSION = 2;
    private static final int AT_MAGIC = 16;
    private static final int AT_VERSION = 20;
    private static final int AT_PAGE_SIZE = 24;
    private static final int AT_FLAGS = 28;
    private static final int AT_ROOT = 32;
    private static final int AT_FREELIST = 48;
    private static final int AT_HIGH_WATER = 56;
    private static final int AT_TXID = 64;
    private static final int AT_CHECKSUM = 72;

    /**
     * The valid meta page with the higher transaction; its parity says nothing, since exported files have the current
     * one in page 0. If page 0 is damaged, page 1 is looked for at every possible page size.
     */
    static BoltMeta choose(ByteSource source) throws IOException {
        if (source.size() < LENGTH) {
            throw new CorruptDataException(
                    source.name(), source.size(), "size of a bbolt file", "at least " + LENGTH, source.size());
        }
        byte[] first = source.read(0, LENGTH);
        CorruptDataException problem = problem(source.name(), 0, first);
        if (problem == null) {
            BoltMeta meta = parse(source.name(), 0, 0, first);
            return newer(source, meta).checked(source);
        }
        for (int size = MIN_PAGE_SIZE; size <= MAX_PAGE_SIZE && size + LENGTH <= source.size(); size *= 2) {
            byte[] second = source.read(size, LENGTH);
            if (problem(source.name(), size, second) == null && BoltFormat.u32(second, AT_PAGE_SIZE) == size) {
                return parse(source.name(), size, 1, second).checked(source);
            }
        }
        throw problem;
    }

    /** What is wrong with the meta pages, also with the one that is not used: the one that is left may be the older. */
    static Optional<CorruptDataException> fault(ByteSource source) throws IOException {
        try {
            BoltMeta meta = choose(source);
            check(source, 0, meta.pageSize);
            check(source, 1, meta.pageSize);
            return Optional.empty();
        } catch (CorruptDataException e) {
            return Optional.of(e);
        }
    }

    /**
     * Of a file with a {@link #fault}: what the meta pages say whose checksums hold, less what lies behind the end of the file.
     * If it is one only, it may be the older, so that its freelist and its number of pages do not count; without one nothing but the size of pages, at which most of them lie where their headers say.
     *
     * @return with a root that is no page if it is not known
     * @throws CorruptDataException if no page can be found
     */
    static BoltMeta guess(ByteSource source) throws IOException {
        BoltMeta stated = null;
        int readable = 0;
        int likely = 0;
        long most = 0;
        for (int size = MIN_PAGE_SIZE; size <= MAX_PAGE_SIZE && size <= source.size() / 3; size *= 2) {
            for (int page = 0; page < FIRST_PAGE; page++) {
                BoltMeta found = stated(source, page, size);
                readable += found == null ? 0 : 1;
                if (found != null && (stated == null || found.txid > stated.txid)) {
                    stated = found;
                }
            }
            long well = pagesInPlace(source, size);
            if (well > most) {
                most = well;
                likely = size;
            }
        }
        if (stated == null && most == 0) {
            throw new CorruptDataException(source.name(), 0, "pages of a bbolt file", "1 or more", "none");
        }
        int size = stated == null ? likely : stated.pageSize;
        long pages = Math.min(source.size() / size, Integer.MAX_VALUE);
        if (stated == null) {
            return new BoltMeta(0, size, 0, NO_FREELIST, pages, 0);
        }
        if (readable < 2) {
            return new BoltMeta(stated.page, size, stated.root, NO_FREELIST, pages, stated.txid);
        }
        long highWater = stated.highWater <= FIRST_PAGE ? pages : Math.min(pages, stated.highWater);
        return new BoltMeta(stated.page, size, stated.root, stated.freelist, highWater, stated.txid);
    }

    private static @Nullable BoltMeta stated(ByteSource source, int page, int pageSize) throws IOException {
        long at = (long) page * pageSize;
        byte[] bytes = source.read(at, LENGTH);
        if (problem(source.name(), at, bytes) != null || BoltFormat.u32(bytes, AT_PAGE_SIZE) != pageSize) {
            return null;
        }
        try {
            return parse(source.name(), at, page, bytes);
        } catch (CorruptDataException e) {
            return null;
        }
    }

    private static long pagesInPlace(ByteSource source, int pageSize) throws IOException {
        long count = 0;
        for (long id = FIRST_PAGE; id < source.size() / pageSize; id++) {
            byte[] header = source.read(id * pageSize, BoltFormat.PAGE_HEADER);
            count += BoltFormat.u64(header, 0) == id && BoltFormat.u16(header, 8) == BoltFormat.FLAG_LEAF ? 1 : 0;
        }
        return count;
    }

    private static BoltMeta newer(ByteSource source, BoltMeta first) throws IOException {
        int at = first.pageSize;
        if (at + (long) LENGTH > source.size()) {
            throw new CorruptDataException(
                    source.name(), source.size(), "size of the file", "at least two pages of " + at, source.size());
        }
        byte[] bytes = source.read(at, LENGTH);
        if (problem(source.name(), at, bytes) != null) {
            return first;
        }
        BoltMeta second = parse(source.name(), at, 1, bytes);
        if (second.pageSize != first.pageSize) {
            throw new CorruptDataException(
                    source.name(), at + AT_PAGE_SIZE, "page size in meta page 1", first.pageSize, second.pageSize);
        }
        return second.txid > first.txid ? second : first;
    }

    /**
     * Checks one of the two pages by itself, also the one that is not used.
     *
     * @param pageSize of the file
     */
    static void check(ByteSource source, int page, int pageSize) throws IOException {
        long at = (long) page * pageSize;
        byte[] bytes = source.read(at, LENGTH);
        CorruptDataException problem = problem(source.name(), at, bytes);
        if (problem != null) {
            throw problem;
        }
        BoltMeta meta = parse(source.name(), at, page, bytes);
        if (meta.pageSize != pageSize) {
            throw new CorruptDataException(
                    source.name(), at + AT_PAGE_SIZE, "page size in meta page " + page, pageSize, meta.pageSize);
        }
        meta.checked(source);
    }

    /** Why the page is no valid meta page, null if it is one. */
    private static @Nullable CorruptDataException problem(String name, long base, byte[] bytes) {
        int magic = (int) BoltFormat.u32(bytes, AT_MAGIC);
        if (magic != MAGIC) {
            return new CorruptDataException(
                    name,
                    base + AT_MAGIC,
                    "magic of a bbolt meta page",
                    Integer.toHexString(MAGIC),
                    Integer.toHexString(magic));
        }
        long version = BoltFormat.u32(bytes, AT_VERSION);
        if (version != VERSION) {
            return new CorruptDataException(name, base + AT_VERSION, "bbolt version", VERSION, version);
        }
        long checksum = checksum(bytes);
        long stored = BoltFormat.u64(bytes, AT_CHECKSUM);
        if (checksum != stored) {
            return new CorruptDataException(
                    name,
                    base + AT_CHECKSUM,
                    "checksum of a meta page",
                    Long.toHexString(checksum),
                    Long.toHexString(stored));
        }
        return null;
    }

    private static BoltMeta parse(String name, long base, int page, byte[] bytes) throws CorruptDataException {
        long id = BoltFormat.u64(bytes, 0);
        int pageFlags = BoltFormat.u16(bytes, 8);
        if (id != page || pageFlags != BoltFormat.FLAG_META) {
            throw new CorruptDataException(
                    name,
                    base,
                    "header of a meta page",
                    "id " + page + ", flags 4",
                    "id " + Long.toUnsignedString(id) + ", flags " + Integer.toHexString(pageFlags));
        }
        long pageSize = BoltFormat.u32(bytes, AT_PAGE_SIZE);
        if (pageSize < MIN_PAGE_SIZE || pageSize > MAX_PAGE_SIZE || Long.bitCount(pageSize) != 1) {
            throw new CorruptDataException(
                    name,
                    base + AT_PAGE_SIZE,
                    "page size",
                    "a power of two from " + MIN_PAGE_SIZE + " to " + MAX_PAGE_SIZE,
                    pageSize);
        }
        long flags = BoltFormat.u32(bytes, AT_FLAGS);
        if (flags != 0) {
            throw new CorruptDataException(name, base + AT_FLAGS, "flags of a meta page", 0, flags);
        }
        return new BoltMeta(
                page,
                (int) pageSize,
                BoltFormat.u64(bytes, AT_ROOT),
                BoltFormat.u64(bytes, AT_FREELIST),
                BoltFormat.u64(bytes, AT_HIGH_WATER),
                BoltFormat.u64(bytes, AT_TXID));
    }

    private BoltMeta checked(ByteSource source) throws CorruptDataException {
        String name = source.name();
        long base = (long) page * pageSize;
        if (highWater <= FIRST_PAGE || highWater > Integer.MAX_VALUE || highWater > source.size() / pageSize) {
            throw new CorruptDataException(
                    name,
                    base + AT_HIGH_WATER,
                    "number of pages",
                    "3 to " + source.size() / pageSize + " in a file of " + source.size() + " bytes",
                    Long.toUnsignedString(highWater));
        }
        String pages = "a page from " + FIRST_PAGE + " to " + (highWater - 1);
        if (!isPage(root)) {
            throw new CorruptDataException(name, base + AT_ROOT, "root page", pages, Long.toUnsignedString(root));
        }
        if (freelist != NO_FREELIST && !isPage(freelist)) {
            throw new CorruptDataException(
                    name, base + AT_FREELIST, "freelist page", pages + " or none", Long.toUnsignedString(freelist));
        }
        if (txid < 0) {
            throw new CorruptDataException(
                    name, base + AT_TXID, "transaction id", "below 2^63", Long.toUnsignedString(txid));
        }
        return this;
    }

    /** Whether it is a page that may hold a tree or the freelist. */
    boolean isPage(long id) {
        return id >= FIRST_PAGE && id < highWater;
    }

    /** Behind the page header, with the checksum. */
    byte[] bytes() {
        ByteBuffer page = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        page.position(AT_MAGIC);
        page.putInt(MAGIC).putInt(VERSION).putInt(pageSize).putInt(0);
        page.putLong(root).putLong(0).putLong(freelist).putLong(highWater).putLong(txid);
        page.putLong(checksum(page.array()));
        return Arrays.copyOfRange(page.array(), AT_MAGIC, LENGTH);
    }

    /** FNV-1a, 64 bit, over the meta without its checksum. */
    static long checksum(byte[] metaPage) {
        long hash = 0xcbf29ce484222325L;
        for (int i = AT_MAGIC; i < AT_CHECKSUM; i++) {
            hash = (hash ^ (metaPage[i] & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
