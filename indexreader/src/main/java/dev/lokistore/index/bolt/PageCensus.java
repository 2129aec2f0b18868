package dev.lokistore.index.bolt;

import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.check.FileFault.Kind;
import java.io.IOException;
import java.util.BitSet;
import java.util.function.Consumer;

/** That each page is in use or free, and not both, when all trees were walked. */
final class PageCensus {
    private final Pages pages;
    private final Consumer<FileFault> faults;
    private final int pageCount;

    PageCensus(Pages pages, Consumer<FileFault> faults) {
        this.pages = pages;
        this.faults = faults;
        this.pageCount = (int) pages.meta().highWater();
    }

    /** Says nothing if no freelist is stored: all that is not in use is free then. */
    void run() throws IOException {
        if (pages.meta().freelist() == BoltMeta.NO_FREELIST) {
            return;
        }
        BitSet free = new BitSet(pageCount);
        long[] before = {BoltFormat.FIRST_PAGE - 1};
        pages.freePages((id, position) -> {
            if (id <= before[0] || id >= pageCount) {
                String range = "above " + before[0] + " and below " + pageCount;
                faults.accept(FileFault.of(
                        Kind.BOLT_FREELIST, position, "id in the freelist", range, Long.toUnsignedString(id)));
            } else if (pages.map().used((int) id)) {
                faults.accept(FileFault.of(
                        Kind.BOLT_FREELIST,
                        position,
                        "id in the freelist",
                        "a page that is not in use",
                        id + ", which is: the next write takes it"));
            }
            if (id >= BoltFormat.FIRST_PAGE && id < pageCount) {
                free.set((int) id);
                before[0] = Math.max(before[0], id);
            }
        });
        lost(free);
    }

    private void lost(BitSet free) {
        int page = (int) BoltFormat.FIRST_PAGE;
        while (page < pageCount) {
            int end = page;
            while (end < pageCount && !free.get(end) && !pages.map().used(end)) {
                end++;
            }
            if (end > page) {
                String which = end == page + 1 ? "page " + page : "pages " + page + " to " + (end - 1);
                faults.accept(FileFault.of(
                        Kind.BOLT_LOST_PAGE,
                        (long) page * pages.meta().pageSize(),
                        which,
                        "in use or free",
                        "neither"));
            }
            page = end + 1;
        }
    }
}
