package dev.lokistore.index.bolt;

import dev.lokistore.chunk.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Appends pages to a file, and at last the metas and the freelist before them ({@code formats/index-tables.md#29}). */
final class PageWriter {
    private static final int BUFFERED = 256 << 10;

    private final FileChannel file;
    private final ByteSink pending = new ByteSink();
    private long flushed;

    PageWriter(FileChannel file) {
        this.file = file;
        pending.write(new byte[(int) BoltFormat.FIRST_WRITTEN_PAGE * BoltFormat.WRITTEN_PAGE_SIZE]);
    }

    /** The id that the next page will have. */
    long nextPage() {
        return (flushed + pending.size()) / BoltFormat.WRITTEN_PAGE_SIZE;
    }

    /**
     * Appends a page, with as many overflow pages as it needs.
     *
     * @param flag {@link BoltFormat#FLAG_BRANCH} or {@link BoltFormat#FLAG_LEAF}
     * @param elements fixed parts, {@link BoltFormat#ELEMENT} bytes each
     * @param content keys and values
     */
    long append(int flag, ByteSink elements, ByteSink content) throws IOException {
        long id = nextPage();
        int size = BoltFormat.PAGE_HEADER + elements.size() + content.size();
        int pages = (size + BoltFormat.WRITTEN_PAGE_SIZE - 1) / BoltFormat.WRITTEN_PAGE_SIZE;
        header(pending, id, flag, elements.size() / BoltFormat.ELEMENT, pages - 1);
        pending.write(elements.array(), 0, elements.size());
        pending.write(content.array(), 0, content.size());
        pending.write(new byte[pages * BoltFormat.WRITTEN_PAGE_SIZE - size]);
        if (pending.size() >= BUFFERED) {
            flush();
        }
        return id;
    }

    private static void header(ByteSink page, long id, int flag, int count, int overflow) {
        page.u64be(Long.reverseBytes(id));
        page.u8(flag);
        page.u8(0);
        page.u8(count);
        page.u8(count >>> 8);
        page.u32le(overflow);
    }

    private void flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(pending.array(), 0, pending.size());
        while (bytes.hasRemaining()) {
            file.write(bytes, flushed + bytes.position());
        }
        flushed += pending.size();
        pending.clear();
    }

    /** Writes what is left, the empty freelist, and both metas, so that an interrupted file is not a database. */
    void finish(long root) throws IOException {
        flush();
        long highWater = nextPage();
        ByteSink first = new ByteSink();
        for (int page = 0; page < BoltFormat.FIRST_PAGE; page++) {
            header(first, page, BoltFormat.FLAG_META, 0, 0);
            // as an export leaves it: the current transaction in page 0
            first.write(new BoltMeta(
                            page,
                            BoltFormat.WRITTEN_PAGE_SIZE,
                            root,
                            BoltFormat.FIRST_PAGE,
                            highWater,
                            BoltFormat.FIRST_PAGE - page)
                    .bytes());
            first.write(new byte[BoltFormat.WRITTEN_PAGE_SIZE - BoltMeta.LENGTH]);
        }
        header(first, BoltFormat.FIRST_PAGE, BoltFormat.FLAG_FREELIST, 0, 0);
        ByteBuffer bytes = ByteBuffer.wrap(first.array(), 0, first.size());
        while (bytes.hasRemaining()) {
            file.write(bytes, bytes.position());
        }
    }
}
