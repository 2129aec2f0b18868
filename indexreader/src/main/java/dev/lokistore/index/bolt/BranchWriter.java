package dev.lokistore.index.bolt;

import dev.lokistore.chunk.ByteSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs the pages of one level of a tree into branch pages. Each is kept until the one behind it is known to have the two
 * children that bbolt demands of every branch page ({@code formats/index-tables.md#29}).
 */
final class BranchWriter {
    private static final int FEWEST_CHILDREN = 2;

    private record Child(byte[] firstKey, long page) {
        int size() {
            return BoltFormat.ELEMENT + firstKey.length;
        }
    }

    private final PageWriter pages;
    private @Nullable List<Child> full;
    private List<Child> open = new ArrayList<>();
    private long openSize = BoltFormat.PAGE_HEADER;
    private @Nullable BranchWriter parent;

    BranchWriter(PageWriter pages) {
        this.pages = pages;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** @param firstKey exactly the first key of the page: bbolt finds a child by it when it writes */
    void add(byte[] firstKey, long page) throws IOException {
        Child child = new Child(firstKey, page);
        boolean enough = openSize + child.size() > BoltFormat.WRITTEN_PAGE_SIZE && open.size() >= FEWEST_CHILDREN;
        if (enough) {
            List<Child> before = full;
            if (before != null) {
                write(before);
            }
            full = open;
            open = new ArrayList<>();
            openSize = BoltFormat.PAGE_HEADER;
        }
        open.add(child);
        openSize += child.size();
    }

    /** Writes what is left of this level and the levels above; the root's id. */
    long finish() throws IOException {
        List<Child> before = full;
        if (before == null) {
            return open.size() == 1 ? open.get(0).page() : append(open);
        }
        if (open.size() < FEWEST_CHILDREN) {
            boolean spare = before.size() > FEWEST_CHILDREN;
            if (spare) {
                open.add(0, before.remove(before.size() - 1));
            } else {
                before.addAll(open);
                open.clear();
            }
        }
        if (parent == null && open.isEmpty()) {
            return append(before);
        }
        write(before);
        if (!open.isEmpty()) {
            write(open);
        }
        return parent().finish();
    }

    private void write(List<Child> children) throws IOException {
        parent().add(children.get(0).firstKey(), append(children));
    }

    private BranchWriter parent() {
        BranchWriter known = parent;
        if (known == null) {
            known = new BranchWriter(pages);
            parent = known;
        }
        return known;
    }

    private long append(List<Child> children) throws IOException {
        ByteSink elements = new ByteSink();
        ByteSink keys = new ByteSink();
        for (Child child : children) {
            elements.u32le(keys.size());
            elements.u32le(child.firstKey().length);
            elements.u64be(Long.reverseBytes(child.page()));
            keys.write(child.firstKey());
        }
        Positions.relate(elements, 0);
        return pages.append(BoltFormat.FLAG_BRANCH, elements, keys);
    }
}
