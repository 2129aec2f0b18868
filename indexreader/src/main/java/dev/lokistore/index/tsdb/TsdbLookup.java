package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds series by fingerprint, by binary search over the list of all series. */
public final class TsdbLookup {
    private final SeriesRecords records;
    private final PostingsList all;
    private final boolean tenantLabel;

    TsdbLookup(SeriesRecords records, PostingsList all, TenantCursor.TenantLabel tenantLabel) {
        this.records = records;
        this.all = all;
        this.tenantLabel = tenantLabel == TenantCursor.TenantLabel.REQUIRED;
    }

    /** A tenant's series of that fingerprint that have chunks in the range; hardly ever more than one. */
    public List<IndexedSeries> find(TenantId tenant, long fingerprint, TimeRange range) throws IOException {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            records.moveTo(all.at(middle));
            if (Long.compareUnsigned(records.fingerprint(), fingerprint) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        List<IndexedSeries> found = new ArrayList<>();
        for (int i = low; i < all.size(); i++) {
            records.moveTo(all.at(i));
            if (records.fingerprint() != fingerprint) {
                break;
            }
            if (!tenantLabel || records.tenant().equals(tenant.value())) {
                List<IndexedChunk> chunks = records.chunks(tenant, range);
                if (!chunks.isEmpty()) {
                    found.add(new IndexedSeries(tenant, records.labels(), chunks));
                }
            }
        }
        return found;
    }
}
