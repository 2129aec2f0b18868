package dev.lokistore.index.extract;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Extracts of tables in a cache: all series of a table, of all tenants or of those that were asked for, as they were
 * read from exactly these files (key, size, ETag). Any question that reads a table to its end leaves one behind, unless
 * a problem was met: that has to be told again the next time.
 */
public final class TableExtracts {
    private static final String PREFIX = "extract/";

    private final StoreCache cache;
    private final String scope;

    /** @param scope what keys are relative to within the store: its root */
    public TableExtracts(StoreCache cache, String scope) {
        this.cache = cache;
        this.scope = scope;
    }

    /** The files of a table themselves. */
    public interface Source {
        SeriesCursor read(SeriesQuery query) throws IOException;

        /** Whether no problem was met so far. */
        boolean sound();
    }

    /** The wanted series, from an extract if there is one. */
    public SeriesCursor series(Table table, SeriesQuery query, Source files) throws IOException {
        for (Set<TenantId> tenants : List.of(Set.<TenantId>of(), query.tenants())) {
            Optional<StoreCache.Entry> entry = cache.find(name(table, tenants));
            if (entry.isPresent() && Arrays.equals(entry.get().description(), version(table, tenants))) {
                String name = name(table, tenants);
                SureCursor extract = new SureCursor(
                        new ExtractCursor(entry.get()), () -> files.read(all(tenants)), () -> cache.remove(name));
                return new SeriesFilter(extract, query);
            }
        }
        Optional<StoreCache.Writing> writing = cache.write(name(table, query.tenants()));
        if (writing.isEmpty()) {
            return files.read(query);
        }
        byte[] version = version(table, query.tenants());
        BooleanSupplier sound = files::sound;
        try {
            SeriesCursor all = files.read(all(query.tenants()));
            return new SeriesFilter(new RecordingCursor(all, writing.get(), version, sound), query);
        } catch (IOException | RuntimeException e) {
            writing.get().close();
            throw e;
        }
    }

    private static SeriesQuery all(Set<TenantId> tenants) {
        return new SeriesQuery(tenants, List.of(), TimeRange.ALL);
    }

    private String name(Table table, Set<TenantId> tenants) {
        PackWriter name = new PackWriter().text(scope).text(folder(table));
        new TreeSet<>(tenants).forEach(tenant -> name.text(tenant.value()));
        return PREFIX + HexFormat.of().formatHex(name.sha256());
    }

    private static String folder(Table table) {
        TableFile file = table.files().get(0);
        int parts = file.common() ? 1 : 2;
        String folder = file.key();
        for (int i = 0; i < parts; i++) {
            folder = folder.substring(0, folder.lastIndexOf('/'));
        }
        return folder;
    }

    /** What the extract is of: the same bytes for the same files. */
    private static byte[] version(Table table, Set<TenantId> tenants) {
        PackWriter version = new PackWriter();
        for (TableFile file : table.files()) {
            if (file.isOf(tenants)) {
                version.text(file.key())
                        .uvarint(file.object().sizeBytes())
                        .text(file.object().etag());
            }
        }
        return version.sha256();
    }
}
