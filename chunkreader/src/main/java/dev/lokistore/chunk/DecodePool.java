package dev.lokistore.chunk;

import java.util.ArrayDeque;

/**
 * Decompressors and buffers that cursors borrow and give back, so that a scan over many chunks allocates them once per
 * cursor that is open at the same time. Safe for use by several threads. Closing it releases what is not lent; a cursor
 * that is closed later releases its own.
 */
public final class DecodePool implements AutoCloseable {
    /** More than a merge keeps open for long would only hold memory. */
    private static final int MAX_IDLE = 64;

    private final ArrayDeque<DecodeContext> idle = new ArrayDeque<>();
    private boolean closed;

    DecodeContext borrow() {
        synchronized (idle) {
            DecodeContext context = idle.pollLast();
            return context == null ? new DecodeContext() : context;
        }
    }

    void giveBack(DecodeContext context) {
        context.trim();
        synchronized (idle) {
            if (!closed && idle.size() < MAX_IDLE) {
                idle.addLast(context);
                return;
            }
        }
        context.close();
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(DecodeContext::close);
            idle.clear();
        }
    }
}
