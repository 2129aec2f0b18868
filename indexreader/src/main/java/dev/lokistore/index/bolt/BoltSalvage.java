package dev.lokistore.index.bolt;

import static dev.lokistore.index.bolt.BoltFormat.BUCKET_HEADER;
import static dev.lokistore.index.bolt.BoltFormat.FIRST_PAGE;
import static dev.lokistore.index.bolt.BoltFormat.FLAG_LEAF;
import static dev.lokistore.index.bolt.BoltFormat.MAX_DEPTH;
import static dev.lokistore.index.bolt.BoltFormat.MAX_HELD_BYTES;
import static dev.lokistore.index.bolt.BoltFormat.PAGE_HEADER;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a damaged database: those of every leaf page whose header, element bounds and key order hold. First the
 * pages that the tree leads to; then, where pages above others are lost, leaf pages that nothing leads to and that are not
 * on the freelist. Without a freelist these may be old ones, which is told. Pages have no checksums: a key or value that
 * was changed in itself is for whoever takes the rows to find.
 */
public final class BoltSalvage {
    /** Takes rows, page by page; a key may come twice. */
    @FunctionalInterface
    public interface Rows {
        /** @param row valid during the call */
        void row(Row row) throws IOException;
    }

    private final ByteSource source;
    private final BoltMeta meta;
    private final Consumer<CorruptDataException> lost;
    private final Rows rows;
    private final BitSet seen = new BitSet();
    private final BitSet bad = new BitSet();
    private boolean freelistKnown;

    private BoltSalvage(ByteSource source, BoltMeta meta, Consumer<CorruptDataException> lost, Rows rows) {
        this.source = source;
        this.meta = meta;
        this.lost = lost;
        this.rows = rows;
    }

    /**
     * Reads the file to its end.
     *
     * @param source the bare database, whole or its beginning
     * @param lost told of each page that cannot be used, and of what makes rows doubtful
     * @throws CorruptDataException if it has no page that could hold rows
     */
    public static void run(ByteSource source, Consumer<CorruptDataException> lost, Rows rows) throws IOException {
        Optional<CorruptDataException> fault = BoltMeta.fault(source);
        fault.ifPresent(lost);
        BoltMeta meta = fault.isPresent() ? BoltMeta.guess(source) : BoltMeta.choose(source);
        BoltSalvage salvage = new BoltSalvage(source, meta, lost, rows);
        salvage.bad.set(0, fault.isPresent());
        salvage.run();
    }

    private void run() throws IOException {
        BitSet free = freelist();
        if (meta.isPage(meta.root())) {
            tree(meta.root(), Page.Content.BUCKETS, 1, 0);
        }
        // a whole freelist shows what the tree lacks; without one only loss in the tree is a reason to look
        if (freelistKnown || !bad.isEmpty() || !meta.isPage(meta.root())) {
            scan(free);
        }
    }

    private BitSet freelist() throws IOException {
        BitSet free = new BitSet();
        if (meta.isPage(meta.freelist())) {
            try {
                Pages pages = new Pages(source, meta);
                pages.freePages((id, position) -> {
                    if (id < FIRST_PAGE || id >= meta.highWater()) {
                        throw new CorruptDataException(
                                source.name(), position, "id in the freelist", "a page of the file", id);
                    }
                    free.set((int) id);
                });
                for (int page = (int) FIRST_PAGE; page < meta.highWater(); page++) {
                    if (pages.map().used(page)) {
                        seen.set(page);
                    }
                }
                freelistKnown = true;
            } catch (CorruptDataException e) {
                lost.accept(e);
                free.clear();
            }
        }
        return free;
    }

    private @Nullable Page tree(long id, Page.Content content, int depth, int held) throws IOException {
        Page page = load(id, content, held);
        if (page == null) {
            return null;
        }
        if (page.isLeaf()) {
            leaf(page, content, depth);
            return page;
        }
        if (depth == MAX_DEPTH) {
            bad.set((int) id);
            tell(page.position(), "depth of the tree", "at most " + MAX_DEPTH, "more");
            return page;
        }
        for (int i = 0; i < page.count(); i++) {
            Page child = tree(page.child(i), content, depth + 1, held + page.bytes().length);
            if (child != null) {
                against(child, page, i);
            }
        }
        return page;
    }

    /** One of the two is damaged; which cannot be told, so that the rows stay. */
    private void against(Page child, Page parent, int index) {
        try {
            child.requireKeysFrom(parent, index);
            if (index + 1 < parent.count()) {
                child.requireKeysBelow(parent, index + 1);
            }
        } catch (CorruptDataException e) {
            lost.accept(e);
        }
    }

    private void leaf(Page page, Page.Content content, int depth) throws IOException {
        PageRow row = new PageRow(source.name(), page);
        for (int i = 0; i < page.count(); i++) {
            if (content == Page.Content.ROWS) {
                rows.row(row.at(i));
            } else {
                bucket(row.at(i), depth);
            }
        }
    }

    private void bucket(PageRow row, int depth) throws IOException {
        long root = row.valueLength() < BUCKET_HEADER ? -1 : BoltFormat.u64(row.buffer(), row.valueOffset());
        if (root == 0 && row.valueLength() >= BUCKET_HEADER + PAGE_HEADER) {
            inline(row);
        } else if (meta.isPage(root)) {
            // an old list of buckets may lead to pages that are known already
            if (!seen.get((int) root)) {
                tree(root, Page.Content.ROWS, depth + 1, row.buffer().length);
            }
        } else {
            bad.set((int) (row.position() / meta.pageSize()));
            tell(row.position(), "root of a bucket", "a page of the file", Long.toUnsignedString(root));
        }
    }

    private void inline(PageRow row) throws IOException {
        int from = row.valueOffset() + BUCKET_HEADER;
        byte[] bytes = Arrays.copyOfRange(row.buffer(), from, row.valueOffset() + row.valueLength());
        long position = row.position() + row.keyLength() + BUCKET_HEADER;
        try {
            Page page = Page.parse(source.name(), 0, position, bytes, meta, Page.Content.ROWS);
            page.requireAscending();
            if (page.isLeaf()) {
                leaf(page, Page.Content.ROWS, 0);
            }
        } catch (CorruptDataException e) {
            lost.accept(e);
        }
    }

    /** Null if it cannot be used, which has been told then. */
    private @Nullable Page load(long id, Page.Content content, int held) throws IOException {
        try {
            if (seen.get((int) id) || bad.get((int) id)) {
                throw new SharedPageException(
                        source.name(), id * meta.pageSize(), "page " + id, "one reference to it", "another");
            }
            Page page = read(id, content, held);
            page.requireAscending();
            seen.set((int) id, (int) id + 1 + overflow(page));
            return page;
        } catch (CorruptDataException e) {
            bad.set((int) id);
            lost.accept(e);
            return null;
        }
    }

    /** As many pages as its elements take, whatever the header says: it must not hide pages behind it. */
    private int overflow(Page page) {
        int last = page.count() - 1;
        if (last < 0) {
            return 0;
        }
        int end = page.keyOffset(last) + page.keyLength(last) + (page.isLeaf() ? page.valueLength(last) : 0);
        return (end - 1) / meta.pageSize();
    }

    private Page read(long id, Page.Content content, int held) throws IOException {
        long position = id * meta.pageSize();
        byte[] bytes = source.read(position, meta.pageSize());
        long overflow = BoltFormat.u32(bytes, 12);
        if (overflow > 0 && BoltFormat.u64(bytes, 0) == id) {
            long room = Math.min(meta.highWater() - id, (MAX_HELD_BYTES - held) / meta.pageSize()) - 1;
            if (overflow > room) {
                throw new CorruptDataException(
                        source.name(), position + 12, "overflow of page " + id, "at most " + room, overflow);
            }
            bytes = source.read(position, (int) (overflow + 1) * meta.pageSize());
        }
        return Page.parse(source.name(), id, position, bytes, meta, content);
    }

    /** Leaf pages that nothing leads to. */
    private void scan(BitSet free) throws IOException {
        int found = 0;
        int first = 0;
        for (int id = (int) FIRST_PAGE; id < meta.highWater(); id++) {
            if (seen.get(id) || bad.get(id) || free.get(id)) {
                continue;
            }
            long position = (long) id * meta.pageSize();
            byte[] header = source.read(position, PAGE_HEADER + BoltFormat.ELEMENT);
            if (BoltFormat.u64(header, 0) != id) {
                if (freelistKnown) {
                    tell(position, "page " + id, "in use or free", "neither, and no header");
                }
            } else if (BoltFormat.u16(header, 8) == FLAG_LEAF) {
                boolean buckets = BoltFormat.u16(header, 10) > 0 && BoltFormat.u32(header, PAGE_HEADER) != 0;
                if (tree(id, buckets ? Page.Content.BUCKETS : Page.Content.ROWS, 1, 0) != null) {
                    first = found == 0 ? id : first;
                    found++;
                }
            }
        }
        if (found > 0) {
            String state = freelistKnown ? "" : "; no freelist tells whether they are old";
            tell(
                    (long) first * meta.pageSize(),
                    "leaf pages that the tree leads to",
                    "all",
                    "not " + found + " of them, from page " + first + " on, whose rows are used" + state);
        }
    }

    private void tell(long position, String what, Object expected, Object found) {
        lost.accept(new CorruptDataException(source.name(), position, what, expected, found));
    }
}
