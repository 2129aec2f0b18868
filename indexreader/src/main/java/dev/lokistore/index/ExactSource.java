package dev.lokistore.index;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.Objects;

/** An object by exactly the ranges that are asked for, each one request; keeps nothing. */
final class ExactSource implements ByteSource {
    private final ObjectReader objects;
    private final ObjectInfo object;

    ExactSource(ObjectReader objects, ObjectInfo object) {
        this.objects = objects;
        this.object = object;
    }

    @Override
    public String name() {
        return object.key().value();
    }

    @Override
    public long size() {
        return object.sizeBytes();
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(position, (long) length, size());
        Objects.checkFromIndexSize(offset, length, into.length);
        byte[] bytes = objects.read(object.key(), position, length);
        if (bytes.length != length) {
            throw new CorruptDataException(
                    name(), position + bytes.length, "size", size() + " as listed", position + bytes.length);
        }
        System.arraycopy(bytes, 0, into, offset, length);
    }
}
