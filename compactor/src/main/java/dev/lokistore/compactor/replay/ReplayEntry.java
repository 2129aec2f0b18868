package dev.lokistore.compactor.replay;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;

/**
 * An entry on its way.
 *
 * @param timestampNanos since the epoch
 * @param line not to be changed; need not be UTF-8
 */
public record ReplayEntry(
        TenantId tenant, Labels labels, long timestampNanos, byte[] line, StructuredMetadata metadata) {
    /** About what it takes in a request, but for the labels, which entries of a stream share. */
    int bytes() {
        int bytes = line.length + OVERHEAD;
        for (int i = 0; i < metadata.size(); i++) {
            bytes += metadata.name(i).length() + metadata.value(i).length();
        }
        return bytes;
    }

    private static final int OVERHEAD = 20;
}
