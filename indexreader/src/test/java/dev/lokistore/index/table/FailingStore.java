package dev.lokistore.index.table;

import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;

/** Lists, and fails every read. */
record FailingStore(ObjectReader reader, StoreException.Kind kind) implements ObjectReader {
    @Override
    public String name() {
        return reader.name();
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return reader.list(prefix, startAfter);
    }

    @Override
    public Listing<ListEntry> listLevel(String prefix) throws IOException {
        return reader.listLevel(prefix);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return reader.head(key);
    }

    @Override
    public ObjectBody get(ObjectKey key) throws IOException {
        throw new StoreException(kind, "no way to " + key, null);
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        throw new StoreException(kind, "no way to " + key, null);
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        throw new StoreException(kind, "no way to " + key, null);
    }

    @Override
    public void close() {}
}
