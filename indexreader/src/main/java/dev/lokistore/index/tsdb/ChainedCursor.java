package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedSeries;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One tenant's series after the other's. */
final class ChainedCursor implements TsdbSeriesCursor {
    /** Opens the cursor of one tenant. */
    interface Opener {
        TsdbSeriesCursor open(TenantId tenant) throws IOException;
    }

    private final Iterator<TenantId> tenants;
    private final Opener opener;
    private @Nullable TsdbSeriesCursor current;

    ChainedCursor(List<TenantId> tenants, Opener opener) {
        this.tenants = tenants.iterator();
        this.opener = opener;
    }

    @Override
    public boolean next() throws IOException {
        while (true) {
            if (current != null && current.next()) {
                return true;
            }
            if (!tenants.hasNext()) {
                return false;
            }
            current = opener.open(tenants.next());
        }
    }

    @Override
    public IndexedSeries series() {
        return Objects.requireNonNull(current, "no current series").series();
    }

    @Override
    public long fingerprint() {
        return Objects.requireNonNull(current, "no current series").fingerprint();
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
        while (tenants.hasNext()) {
            tenants.next();
        }
    }
}
