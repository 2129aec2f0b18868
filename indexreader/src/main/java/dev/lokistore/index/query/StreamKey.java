package dev.lokistore.index.query;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;

/** A stream as results show it. Ordered by labels, then tenant. */
record StreamKey(TenantId tenant, Labels labels) implements Comparable<StreamKey> {
    @Override
    public int compareTo(StreamKey other) {
        int order = labels.compareTo(other.labels);
        return order != 0 ? order : tenant.compareTo(other.tenant);
    }
}
