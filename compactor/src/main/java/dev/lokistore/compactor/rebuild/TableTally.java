package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.header.HeaderReads;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.TenantDigests;
import org.jspecify.annotations.Nullable;

/** Adds up the chunks of a table that get rows. Not thread-safe. */
final class TableTally {
    private final TableFolder table;
    private final TenantDigests rows = new TenantDigests();
    private final HeaderReads reads = new HeaderReads();
    private @Nullable TenantId lastTenant;
    private long lastFingerprint;
    private long streams;
    private long read;
    private long unfit;
    private long chunks;

    TableTally(TableFolder table) {
        this.table = table;
    }

    /** @param fits whether Loki looks for it under its key */
    void add(StoredChunk chunk, boolean fits) {
        reads.add(chunk.object().sizeBytes());
        read++;
        addUnread(chunk, fits);
    }

    /** A chunk that gets a row without being read. */
    void addUnread(StoredChunk chunk, boolean fits) {
        ChunkRef ref = chunk.ref();
        TableChunks.addRows(ref, table, rows);
        unfit += fits ? 0 : 1;
        if (!ref.tenant().equals(lastTenant) || ref.fingerprint() != lastFingerprint) {
            streams++;
        }
        lastTenant = ref.tenant();
        lastFingerprint = ref.fingerprint();
        chunks++;
    }

    TenantDigests rows() {
        return rows;
    }

    HeaderReads reads() {
        return reads;
    }

    /** Chunks that are read. */
    long read() {
        return read;
    }

    /** Chunks under keys that Loki does not ask for. */
    long unfit() {
        return unfit;
    }

    /** About. */
    long streams() {
        return streams;
    }

    long chunks() {
        return chunks;
    }
}
