package dev.lokistore.objectstore;

/**
 * A bucket whose objects cannot be removed at will.
 *
 * @param retention of new objects unless they say otherwise, such as {@code COMPLIANCE for 30 days}; empty if none is set
 */
public record ObjectLock(String retention) {}
