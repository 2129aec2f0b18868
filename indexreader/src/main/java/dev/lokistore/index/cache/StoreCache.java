package dev.lokistore.index.cache;

import dev.lokistore.index.pack.BlobSink;
import dev.lokistore.index.pack.Blobs;
import java.io.Closeable;
import java.util.Optional;

/**
 * What is remembered of one store: entries by name, each a few bytes that describe it and a sequence of blobs. A cache
 * never fails what it serves: where it cannot be used it is empty and takes nothing. It promises nothing about the bytes
 * either; whoever uses them checks them. Safe for use by several threads.
 */
public interface StoreCache extends Closeable {
    /** Remembers nothing. */
    StoreCache NONE = new NoCache();

    /** What was written last under the name. */
    Optional<Entry> find(String name);

    /** Begins an entry, which takes the place of the one before when it is finished. Empty if nothing can be kept. */
    Optional<Writing> write(String name);

    /** Drops all entries whose names begin so. */
    void remove(String namePrefix);

    @Override
    void close();

    /** A finished entry. Its blobs throw an IOException where they cannot be read, also if the entry was dropped. */
    interface Entry extends Blobs {
        /** As {@link Writing#finish} was given them. */
        byte[] description();
    }

    /** An entry being written. Closing it before it is finished drops it. */
    interface Writing extends BlobSink, Closeable {
        /** Makes the entry visible. */
        void finish(byte[] description);

        /** Keeps the blob, or not: then the entry is dropped when it is finished. */
        @Override
        void add(byte[] blob);

        @Override
        void close();
    }
}
