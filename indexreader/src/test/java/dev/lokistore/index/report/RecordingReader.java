package dev.lokistore.index.report;

import dev.lokistore.index.ForwardingReader;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers which objects' contents were asked for. */
final class RecordingReader extends ForwardingReader {
    private final Set<String> contents = ConcurrentHashMap.newKeySet();
    private final Set<String> wholes = ConcurrentHashMap.newKeySet();
    private final Set<String> heads = ConcurrentHashMap.newKeySet();

    RecordingReader(ObjectReader reader) {
        super(reader);
    }

    /** Keys of which a byte was read. */
    Set<String> contents() {
        return contents;
    }

    /** Keys that were read as a whole. */
    Set<String> wholes() {
        return wholes;
    }

    Set<String> heads() {
        return heads;
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        heads.add(key.value());
        return super.head(key);
    }

    @Override
    public ObjectBody get(ObjectKey key) throws IOException {
        contents.add(key.value());
        wholes.add(key.value());
        return super.get(key);
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        contents.add(key.value());
        return super.read(key, offset, length);
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        contents.add(key.value());
        wholes.add(key.value());
        return super.readAll(key, limitBytes);
    }
}
