package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.objectstore.ObjectInfo;

/** A chunk that exists as an object, as a listing shows it. */
public record StoredChunk(ChunkRef ref, ObjectInfo object) {}
