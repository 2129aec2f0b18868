package dev.lokistore.index;

import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;

/** Passes every call on; tests change single ones. */
public abstract class ForwardingReader implements ObjectReader {
    private final ObjectReader reader;

    protected ForwardingReader(ObjectReader reader) {
        this.reader = reader;
    }

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
        return reader.get(key);
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        return reader.read(key, offset, length);
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        return reader.readAll(key, limitBytes);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
