package dev.lokistore.compactor.export;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;

/** Lets only so many files be open at the same time; those that were opened first are closed first. */
final class OpenFiles implements Closeable {
    private static final int MAX_OPEN = 32;

    private final Writeback writeback = new Writeback();
    private final ArrayDeque<PartFile> open = new ArrayDeque<>();

    void write(PartFile file, byte[] from, int offset, int length) throws IOException {
        if (!file.isOpen()) {
            if (open.size() == MAX_OPEN) {
                open.remove().release();
            }
            open.add(file);
        }
        file.write(from, offset, length);
        file.writeBack(writeback);
    }

    void finish(PartFile file) throws IOException {
        open.remove(file);
        file.finish();
    }

    /** Closes what is open, finished or not. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (PartFile file : open) {
            try {
                file.release();
            } catch (IOException e) {
                failure = e;
            }
        }
        open.clear();
        writeback.close();
        if (failure != null) {
            throw failure;
        }
    }
}
