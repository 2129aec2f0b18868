package dev.lokistore.compactor.replay;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Entries that follow each other in the source, sorted into one request for each tenant. */
final class ReplayBatch {
    private final Map<TenantId, Map<Labels, List<ReplayEntry>>> byTenant = new TreeMap<>();
    private long bytes;
    private long dropped;
    private Position end;

    /** @param start where its first entry is */
    ReplayBatch(Position start) {
        this.end = start;
    }

    /** Goes on behind an entry, whatever becomes of it. */
    void passed(ReplayEntry original) {
        end = end.after(original);
    }

    void add(ReplayEntry entry) {
        byTenant.computeIfAbsent(entry.tenant(), tenant -> new LinkedHashMap<>())
                .computeIfAbsent(entry.labels(), this::newStream)
                .add(entry);
        bytes += entry.bytes();
    }

    /** An entry that is not sent. */
    void drop() {
        dropped++;
    }

    long dropped() {
        return dropped;
    }

    private List<ReplayEntry> newStream(Labels labels) {
        bytes += labels.toString().length();
        return new ArrayList<>();
    }

    /** About what all requests together take before compression. */
    long bytes() {
        return bytes;
    }

    /** Behind its last entry. */
    Position end() {
        return end;
    }

    Map<TenantId, Map<Labels, List<ReplayEntry>>> byTenant() {
        return byTenant;
    }
}
