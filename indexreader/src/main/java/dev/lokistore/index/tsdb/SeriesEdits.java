package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.TableTally;
import dev.lokistore.index.primitive.ByteStrings;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Applies edits to the chunks of one series after the other. */
final class SeriesEdits {
    private record Target(TenantId tenant, long fingerprint) {}

    private final RowEdits edits;
    private final long firstMillis;
    private final long lastMillis;
    private final TsdbWriter writer;
    private final ChunkColumns before = new ChunkColumns();

    SeriesEdits(RowEdits edits, long firstMillis, long lastMillis, TsdbWriter writer) {
        this.edits = edits;
        this.firstMillis = firstMillis;
        this.lastMillis = lastMillis;
        this.writer = writer;
    }

    boolean concern(TenantId tenant) {
        return edits.concerns(tenant);
    }

    /** Leaves the edited chunks in the series; those of other tenants go to the writer. */
    void edit(TenantId tenant, long fingerprint, FingerprintGroup.Series series, TableTally tally) throws IOException {
        Labels labels = labels(series);
        Map<Target, ChunkColumns> elsewhere = new HashMap<>();
        before.clear();
        ChunkColumns chunks = series.chunks();
        for (int i = 0; i < chunks.size(); i++) {
            before.add(chunks, i);
        }
        chunks.clear();
        for (int i = 0; i < before.size(); i++) {
            IndexedChunk chunk = before.get(i, tenant, fingerprint);
            boolean kept = false;
            for (IndexedChunk result : edits.edit(tenant, labels, chunk)) {
                ChunkRef ref = result.ref();
                boolean same = ref.equals(chunk.ref());
                kept |= same;
                if (!same && (ref.fromMillis() > lastMillis || ref.throughMillis() < firstMillis)) {
                    continue;
                }
                if (ref.tenant().equals(tenant) && ref.fingerprint() == fingerprint) {
                    chunks.add(result);
                } else {
                    elsewhere
                            .computeIfAbsent(new Target(ref.tenant(), ref.fingerprint()), target -> new ChunkColumns())
                            .add(result);
                }
                if (!same) {
                    tally.added().add(ref.tenant(), ReferenceDigest.hash(ref));
                }
            }
            if (!kept) {
                tally.dropped().add(tenant, ReferenceDigest.hash(chunk.ref()));
            }
        }
        for (Map.Entry<Target, ChunkColumns> target : elsewhere.entrySet()) {
            writer.add(
                    writer.tenantNumber(target.getKey().tenant()),
                    target.getKey().fingerprint(),
                    series.pairs(),
                    series.pairCount(),
                    target.getValue());
        }
    }

    private Labels labels(FingerprintGroup.Series series) {
        LabelPairs pairs = writer.pairs();
        ByteStrings strings = pairs.strings();
        String[] texts = new String[2 * series.pairCount()];
        int size = 0;
        for (int i = 0; i < series.pairCount(); i++) {
            String name = strings.text(pairs.name(series.pairs()[i]));
            if (!ReservedLabels.contains(name)) {
                texts[size++] = name;
                texts[size++] = strings.text(pairs.value(series.pairs()[i]));
            }
        }
        return Labels.ofPairs(Arrays.copyOf(texts, size));
    }
}
