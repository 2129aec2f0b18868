package dev.lokistore.index;

import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.index.pack.Segment;
import dev.lokistore.index.schema.SchemaBytes;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A detected schema in a cache, good for as long as the index has the same files. */
final class CachedSchema {
    private static final String PREFIX = "schema/";

    private final StoreCache cache;
    private final String scope;

    /** @param scope what keys are relative to within the store: its root */
    CachedSchema(StoreCache cache, String scope) {
        this.cache = cache;
        this.scope = scope;
    }

    /** How it is found out. */
    interface Detection {
        StoreSchema detect() throws IOException;
    }

    /** @param how tells detections apart that may come to different ends */
    StoreSchema get(String how, List<Table> tables, Detection detection) throws IOException {
        String name = PREFIX + how + '/' + scope;
        byte[] version = version(tables);
        Optional<StoreSchema> known = cache.find(name).flatMap(entry -> read(entry, version));
        if (known.isPresent()) {
            return known.get();
        }
        StoreSchema schema = detection.detect();
        cache.write(name).ifPresent(entry -> {
            PackWriter out = new PackWriter();
            out.bytes(version);
            SchemaBytes.write(schema, out);
            entry.finish(Segment.pack(out));
            entry.close();
        });
        return schema;
    }

    private Optional<StoreSchema> read(StoreCache.Entry entry, byte[] version) {
        try {
            PackReader in = Segment.unpack(entry.name(), entry.description());
            return Arrays.equals(in.bytes("version"), version) ? Optional.of(SchemaBytes.read(in)) : Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    private static byte[] version(List<Table> tables) {
        PackWriter files = new PackWriter();
        for (Table table : tables) {
            table.files().forEach(file -> file.identify(files));
        }
        return files.sha256();
    }
}
