package dev.lokistore.index.query;

import org.jspecify.annotations.Nullable;

/** A source whose next entry is at hand. */
abstract class ReadSource extends MergeSource {
    /** The next entry; null at the end. */
    private @Nullable Entry current;

    /** @return whether there is an entry */
    final boolean moveTo(@Nullable Entry next) {
        current = next;
        return next != null;
    }

    @Override
    final long key() {
        return entry().key();
    }

    @Override
    final Entry entry() {
        if (current == null) {
            throw new IllegalStateException("no entry left");
        }
        return current;
    }
}
