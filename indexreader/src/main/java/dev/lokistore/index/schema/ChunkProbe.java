package dev.lokistore.index.schema;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.Optional;

/** Looks at single chunks while the schema is found out. */
public interface ChunkProbe {
    /** The chunk's object under this form of its key only. */
    Optional<ObjectInfo> find(ChunkRef ref, ChunkKeyScheme scheme) throws IOException;

    /** The payload's format version; reads the ends of the object. */
    int payloadVersion(ObjectInfo object) throws IOException;
}
