package dev.lokistore.compactor.engine;

import dev.lokistore.objectstore.ObjectKey;

/**
 * An object that a run writes.
 *
 * @param sizeBytes stored size
 * @param sha256 of its content, lower-case hex
 */
public record WrittenObject(ObjectKey key, long sizeBytes, String sha256) {}
