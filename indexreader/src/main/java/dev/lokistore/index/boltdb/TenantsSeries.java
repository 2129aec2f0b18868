package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import java.io.IOException;
import java.util.Iterator;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** One tenant's series after the other's; each tenant is opened when it is reached. */
final class TenantsSeries implements SeriesCursor {
    /** Opens the series of one tenant. */
    @FunctionalInterface
    interface Opener {
        SeriesCursor open(TenantId tenant) throws IOException;
    }

    private final Iterator<TenantId> tenants;
    private final Opener opener;
    private @Nullable SeriesCursor current;
    private boolean closed;

    TenantsSeries(SortedSet<TenantId> tenants, Opener opener) {
        this.tenants = tenants.iterator();
        this.opener = opener;
    }

    @Override
    public boolean next() throws IOException {
        while (!closed) {
            if (current != null) {
                if (current.next()) {
                    return true;
                }
                current.close();
                current = null;
            }
            if (!tenants.hasNext()) {
                return false;
            }
            current = opener.open(tenants.next());
        }
        throw new IllegalStateException("the cursor is closed");
    }

    @Override
    public IndexedSeries series() {
        if (current == null) {
            throw new IllegalStateException("the cursor is not on a series");
        }
        return current.series();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
