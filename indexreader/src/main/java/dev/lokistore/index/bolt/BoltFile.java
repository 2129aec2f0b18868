package dev.lokistore.index.bolt;

import static dev.lokistore.index.bolt.BoltFormat.BUCKET_HEADER;
import static dev.lokistore.index.bolt.BoltFormat.PAGE_HEADER;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bbolt database, read only. Layout: {@code formats/index-tables.md#2}. Only the meta pages carry checksums, so every
 * page is checked for its structure when it is read. Safe for use by several threads, each with its own cursors; does not
 * close the source, which must not change meanwhile.
 */
public final class BoltFile {
    /** About what one takes in memory besides its name. */
    private static final int BUCKET_COST = 64;

    private final ByteSource source;
    private final BoltMeta meta;
    private final Pages pages;
    private final List<BoltBucket> buckets;

    private BoltFile(ByteSource source, BoltMeta meta, Pages pages, List<BoltBucket> buckets) {
        this.source = source;
        this.pages = pages;
        this.meta = meta;
        this.buckets = List.copyOf(buckets);
    }

    /**
     * Reads the meta pages, the header of the freelist and the list of buckets.
     *
     * @param source the bare database, not gzipped; bytes behind the high-water mark are ignored
     * @throws CorruptDataException if neither meta page is valid, or sizes or pages contradict each other
     */
    public static BoltFile open(ByteSource source) throws IOException {
        BoltMeta meta = BoltMeta.choose(source);
        Pages pages = new Pages(source, meta);
        pages.checkFreelist();
        return new BoltFile(source, meta, pages, readBuckets(pages));
    }

    private static List<BoltBucket> readBuckets(Pages pages) throws IOException {
        BoltBucket top =
                new BoltBucket(pages, new byte[0], PageMap.ROOT, pages.meta().root(), 0, 0);
        BoltCursor cursor = new BoltCursor(pages, top, Page.Content.BUCKETS);
        List<BoltBucket> buckets = new ArrayList<>();
        long held = 0;
        while (cursor.next()) {
            held += BUCKET_COST + cursor.keyLength();
            if (held > BoltFormat.MAX_HELD_BYTES) {
                throw new CorruptDataException(
                        cursor.file(),
                        cursor.position(),
                        "bytes of the list of buckets",
                        "at most " + BoltFormat.MAX_HELD_BYTES,
                        "more");
            }
            buckets.add(readBucket(pages, cursor, PageMap.bucket(buckets.size())));
        }
        return buckets;
    }

    private static BoltBucket readBucket(Pages pages, BoltCursor cursor, int owner) throws CorruptDataException {
        byte[] name = cursor.key();
        long position = cursor.position() + cursor.keyLength();
        int length = cursor.valueLength();
        if (length < BUCKET_HEADER) {
            throw bad(cursor, position, name, "length of the header", ">= " + BUCKET_HEADER, length);
        }
        long root = BoltFormat.u64(cursor.buffer(), cursor.valueOffset());
        if (root == 0) {
            if (length < BUCKET_HEADER + PAGE_HEADER) {
                String least = ">= " + (BUCKET_HEADER + PAGE_HEADER);
                throw bad(cursor, position, name, "length of the inline page", least, length);
            }
            return new BoltBucket(pages, name, owner, 0, position + BUCKET_HEADER, length - BUCKET_HEADER);
        }
        if (!pages.meta().isPage(root)) {
            String range = "a page from " + BoltFormat.FIRST_PAGE + " to "
                    + (pages.meta().highWater() - 1);
            throw bad(cursor, position, name, "root page", range, Long.toUnsignedString(root));
        }
        return new BoltBucket(pages, name, owner, root, 0, 0);
    }

    private static CorruptDataException bad(
            BoltCursor cursor, long position, byte[] bucket, String what, Object expected, Object found) {
        String name = new String(bucket, StandardCharsets.UTF_8);
        return new CorruptDataException(cursor.file(), position, what + " of bucket " + name, expected, found);
    }

    /**
     * Checks that every page is either in use or free, so that no part of a tree got lost. To be called when cursors have
     * read all buckets to their ends.
     *
     * @throws CorruptDataException if not
     */
    public void checkAllPages() throws IOException {
        pages.checkAllPages();
    }

    /**
     * Checks both meta pages. If one is damaged, the other may be that of an older state of the file.
     *
     * @throws CorruptDataException if one is not valid
     */
    public void checkMetas() throws IOException {
        Optional<CorruptDataException> fault = BoltMeta.fault(source);
        if (fault.isPresent()) {
            throw fault.get();
        }
    }

    /** Set if the file is read by the one meta page that is left, which may be that of an older state. */
    public Optional<OlderStateException> olderState() throws IOException {
        return BoltMeta.fault(source).map(fault -> new OlderStateException(fault, meta.page()));
    }

    Pages pages() {
        return pages;
    }

    /** The source's name, which errors carry. */
    public String name() {
        return source.name();
    }

    /** The meta page that counts. */
    public BoltMeta meta() {
        return meta;
    }

    /** The named buckets in byte order of their names; at most some 200,000. */
    public List<BoltBucket> buckets() {
        return buckets;
    }

    public Optional<BoltBucket> bucket(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        return buckets.stream().filter(bucket -> bucket.isNamed(wanted)).findFirst();
    }
}
