package dev.lokistore.index;

import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;

/** A chunk's object as an inventory knows it: reports that want sizes need not wait for keys to be made. */
public interface ChunkObject {
    static ChunkObject of(ObjectInfo info) {
        return new ChunkObject() {
            @Override
            public long sizeBytes() {
                return info.sizeBytes();
            }

            @Override
            public ObjectKey key() {
                return info.key();
            }
        };
    }

    long sizeBytes();

    /** The physical key. */
    ObjectKey key();
}
