package dev.lokistore.index.bolt;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.check.FileFault.Kind;
import java.io.IOException;
import java.util.BitSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole database, page by page, and goes on behind what is wrong. Knows what {@code bbolt check} knows and what it
 * does not: that a branch's keys are the first keys of its children, that it has two of them at least, and that keys and
 * values lie packed ({@code formats/index-tables.md#29}, {@code #7}). Pages have no checksums: what is wrong in a key or a
 * value itself shows in the rows.
 */
public final class BoltCheck {
    /** Takes the rows while they are read, in the order of the file, which is that of keys if nothing is wrong. */
    @FunctionalInterface
    public interface Rows {
        /** @param row valid during the call */
        void row(BoltBucket bucket, Row row) throws IOException;
    }

    private static final int MAX_DEPTH = BoltFormat.MAX_DEPTH;

    private final BoltFile file;
    private final Pages pages;
    private final Consumer<FileFault> faults;
    private final Rows rows;
    private final BitSet visited;
    private boolean pagesLost;

    private BoltCheck(BoltFile file, Consumer<FileFault> faults, Rows rows) {
        this.file = file;
        this.pages = file.pages();
        this.faults = faults;
        this.rows = rows;
        this.visited = new BitSet((int) file.meta().highWater());
    }

    /** Reads the file to its end, once. */
    public static void run(BoltFile file, Consumer<FileFault> faults, Rows rows) throws IOException {
        new BoltCheck(file, faults, rows).run();
    }

    private void run() throws IOException {
        metas();
        tree(file.meta().root(), PageMap.ROOT, null);
        for (BoltBucket bucket : file.buckets()) {
            if (bucket.isInline()) {
                inline(bucket);
            } else {
                tree(bucket.root(), bucket.owner(), bucket);
            }
        }
        if (!pagesLost) {
            // else what is below a broken page would count as lost, page by page
            new PageCensus(pages, faults).run();
        }
    }

    private void metas() throws IOException {
        ByteSource source = pages.source();
        for (int page = 0; page < BoltFormat.FIRST_PAGE; page++) {
            try {
                BoltMeta.check(source, page, file.meta().pageSize());
            } catch (CorruptDataException e) {
                faults.accept(FileFault.of(Kind.BOLT_META, e));
            }
        }
    }

    /** @param bucket null for the tree of buckets itself */
    private void tree(long root, int owner, @Nullable BoltBucket bucket) throws IOException {
        Page page = load(root, owner, 0, bucket);
        if (page != null) {
            visit(page, bucket, null, 0, 1, page.bytes().length);
        }
    }

    private void inline(BoltBucket bucket) throws IOException {
        try {
            Page page = pages.loadInline(bucket.inlinePosition(), bucket.inlineLength(), Page.Content.ROWS);
            visit(page, bucket, null, 0, 1, 0);
        } catch (CorruptDataException e) {
            faults.accept(FileFault.of(Kind.BOLT_PAGE, e));
        }
    }

    private @Nullable Page load(long id, int owner, int held, @Nullable BoltBucket bucket) throws IOException {
        try {
            if (visited.get((int) id)) {
                // twice from the same parent, which the map of pages takes for one
                throw new SharedPageException(
                        file.name(), id * file.meta().pageSize(), "page " + id, "one reference to it", "another");
            }
            Page page = pages.load(id, owner, held, bucket == null ? Page.Content.BUCKETS : Page.Content.ROWS);
            visited.set((int) id);
            return page;
        } catch (SharedPageException e) {
            faults.accept(FileFault.of(Kind.BOLT_SHARED_PAGE, e));
        } catch (CorruptDataException e) {
            faults.accept(FileFault.of(Kind.BOLT_PAGE, e));
        }
        pagesLost = true;
        return null;
    }

    /**
     * @param limit the nearest page above that has a key behind this subtree; null if there is none
     * @param limitIndex of that key
     * @param held bytes of this page and those above
     */
    private void visit(
            Page page, @Nullable BoltBucket bucket, @Nullable Page limit, int limitIndex, int depth, int held)
            throws IOException {
        keys(page::requireAscending);
        if (page.isLeaf()) {
            if (bucket != null) {
                PageRow row = new PageRow(file.name(), page);
                for (int i = 0; i < page.count(); i++) {
                    rows.row(bucket, row.at(i));
                }
            }
            return;
        }
        if (page.count() < 2) {
            faults.accept(FileFault.of(
                    Kind.BOLT_LONELY_CHILD,
                    page.position() + 10,
                    "children of branch page " + page.id(),
                    "2 or more",
                    1));
        }
        if (depth == MAX_DEPTH) {
            faults.accept(
                    FileFault.of(Kind.BOLT_PAGE, page.position(), "depth of the tree", "at most " + MAX_DEPTH, "more"));
            pagesLost = true;
            return;
        }
        for (int i = 0; i < page.count(); i++) {
            Page child = load(page.child(i), (int) page.id(), held, bucket);
            if (child == null) {
                continue;
            }
            boolean last = i + 1 == page.count();
            Page behind = last ? limit : page;
            int behindIndex = last ? limitIndex : i + 1;
            against(child, page, i, behind, behindIndex);
            visit(child, bucket, behind, behindIndex, depth + 1, held + child.bytes().length);
        }
    }

    private void against(Page child, Page parent, int index, @Nullable Page behind, int behindIndex)
            throws CorruptDataException {
        if (child.count() == 0) {
            if (child.isLeaf()) {
                faults.accept(FileFault.of(
                        Kind.BOLT_EMPTY_LEAF,
                        child.position() + 10,
                        "keys of leaf page " + child.id() + " below page " + parent.id(),
                        "1 or more",
                        0));
            }
            return;
        }
        keys(() -> child.requireKeysFrom(parent, index));
        if (behind != null) {
            keys(() -> child.requireKeysBelow(behind, behindIndex));
        }
        if (child.compare(0, parent, index) > 0) {
            faults.accept(FileFault.of(
                    Kind.BOLT_BRANCH_KEY,
                    parent.position() + parent.keyOffset(index),
                    "key " + index + " of branch page " + parent.id(),
                    "the first key of page " + child.id(),
                    "one before it"));
        }
    }

    private interface KeyCheck {
        void run() throws CorruptDataException;
    }

    private void keys(KeyCheck check) {
        try {
            check.run();
        } catch (CorruptDataException e) {
            faults.accept(FileFault.of(Kind.BOLT_KEY_ORDER, e));
        }
    }
}
