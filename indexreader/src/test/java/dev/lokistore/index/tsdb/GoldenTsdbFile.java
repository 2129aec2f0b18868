package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A TSDB file of a golden store, unpacked.
 *
 * @param owner null for a file at a table's root
 */
record GoldenTsdbFile(String key, @Nullable TenantId owner, byte[] bytes) {
    static List<GoldenTsdbFile> all() throws IOException {
        List<GoldenTsdbFile> files = new ArrayList<>();
        for (String name : GoldenStores.ALL) {
            if (!name.contains("boltdb")) {
                add(files, name);
            }
        }
        return files;
    }

    private static void add(List<GoldenTsdbFile> files, String name) throws IOException {
        MemoryObjectStore store = GoldenStores.open(name);
        try (Listing<ObjectInfo> listing = store.list("")) {
            while (listing.next()) {
                String key = listing.entry().key().value();
                if (key.endsWith(".tsdb.gz")) {
                    String[] parts = key.substring(key.indexOf("/index/") + 7).split("/");
                    byte[] packed = store.readAll(listing.entry().key(), 1 << 20);
                    byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
                    files.add(new GoldenTsdbFile(key, parts.length == 3 ? TenantId.of(parts[1]) : null, bytes));
                }
            }
        }
    }

    List<IndexedSeries> series() throws IOException {
        return read(bytes);
    }

    /** Reads everything in another version of the bytes. */
    List<IndexedSeries> read(byte[] other) throws IOException {
        TsdbFile file = TsdbFile.open(ByteSource.of(key, other));
        return TsdbDumps.drain(owner == null ? file.series(SeriesQuery.ALL) : file.seriesOf(owner, SeriesQuery.ALL));
    }

    @Override
    public String toString() {
        return key + " (" + bytes.length + " bytes)";
    }
}
