package dev.lokistore.chunk;

import org.jspecify.annotations.Nullable;

/** A {@link DecodeContext} for as long as something is open: from a pool if there is one, else of its own. */
final class DecodeLease implements AutoCloseable {
    private final @Nullable DecodePool pool;
    private final DecodeContext context;

    DecodeLease(@Nullable DecodePool pool) {
        this.pool = pool;
        this.context = pool == null ? new DecodeContext() : pool.borrow();
    }

    DecodeContext context() {
        return context;
    }

    /** To be called once. */
    @Override
    public void close() {
        if (pool == null) {
            context.close();
        } else {
            pool.giveBack(context);
        }
    }
}
