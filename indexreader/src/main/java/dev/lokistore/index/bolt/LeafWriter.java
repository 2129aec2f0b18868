package dev.lokistore.index.bolt;

import dev.lokistore.chunk.ByteSink;
import java.io.IOException;
import java.util.Arrays;

/** Packs rows into leaf pages, each as full as it gets. */
final class LeafWriter {
    private final PageWriter pages;
    private final BranchWriter parent;
    private final ByteSink elements = new ByteSink();
    private final ByteSink content = new ByteSink();
    private byte[] firstKey = {};

    LeafWriter(PageWriter pages, BranchWriter parent) {
        this.pages = pages;
        this.parent = parent;
    }

    void add(int flags, byte[] buffer, int key, int keyLength, int value, int valueLength) throws IOException {
        long size = (long) BoltFormat.PAGE_HEADER + elements.size() + content.size();
        boolean full = size + BoltFormat.ELEMENT + keyLength + valueLength > BoltFormat.WRITTEN_PAGE_SIZE;
        if (full && elements.size() > 0) {
            flush();
        }
        if (elements.size() == 0) {
            firstKey = Arrays.copyOfRange(buffer, key, key + keyLength);
        }
        elements.u32le(flags);
        elements.u32le(content.size()); // made relative to the element when their number is known
        elements.u32le(keyLength);
        elements.u32le(valueLength);
        content.write(buffer, key, keyLength);
        content.write(buffer, value, valueLength);
    }

    /** Writes the last page; the id of the tree's root. */
    long finish() throws IOException {
        if (elements.size() > 0 || parent.isEmpty()) {
            flush();
        }
        return parent.finish();
    }

    private void flush() throws IOException {
        Positions.relate(elements, 4);
        parent.add(firstKey, pages.append(BoltFormat.FLAG_LEAF, elements, content));
        elements.clear();
        content.clear();
    }
}
