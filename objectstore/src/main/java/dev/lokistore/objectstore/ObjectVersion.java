package dev.lokistore.objectstore;

/**
 * One of the versions of an object that a bucket keeps, the current one included.
 *
 * @param id may be empty, or {@code null} as text, for what was written before versioning was on
 * @param sizeBytes stored size; 0 for a delete marker
 * @param deleteMarker whether it only says that the object was deleted
 * @param current whether readers see it
 */
public record ObjectVersion(String id, long sizeBytes, boolean deleteMarker, boolean current) {}
