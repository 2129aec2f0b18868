package dev.lokistore.compactor.replay;

import dev.lokistore.chunk.TenantId;

/**
 * A request that Loki did not take as it was. It takes the sound entries of such a request and leaves out the others.
 *
 * @param entries in it
 * @param fromNanos time of the first
 * @param throughNanos of the last
 * @param message what Loki said
 */
public record Rejection(TenantId tenant, long entries, long fromNanos, long throughNanos, String message) {}
