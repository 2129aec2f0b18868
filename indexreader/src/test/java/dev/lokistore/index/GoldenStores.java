package dev.lokistore.index;

import dev.lokistore.objectstore.ArchiveLimits;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.tar.TarReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The archives of {@code testdata/} as stores in memory. */
public final class GoldenStores {
    public static final List<String> ALL = List.of(
            "fs-boltdb-v11",
            "fs-multi-period",
            "fs-multi-period-compacted",
            "fs-tsdb-v13-compacted",
            "fs-tsdb-v13-deletes",
            "fs-tsdb-v13-flate",
            "fs-tsdb-v13-gzip",
            "fs-tsdb-v13-lz4",
            "fs-tsdb-v13-lz4-1M",
            "fs-tsdb-v13-lz4-256k",
            "fs-tsdb-v13-lz4-64k",
            "fs-tsdb-v13-none",
            "fs-tsdb-v13-snappy",
            "fs-tsdb-v13-zstd",
            "minio-boltdb-v12",
            "minio-boltdb-v12-compacted",
            "minio-deletes-and-rules");

    /** Those with {@code expected/}: what Loki's query API returned. */
    public static final List<String> WITH_EXPECTED =
            ALL.stream().filter(name -> !name.contains("-deletes")).toList();

    /** Those with TSDB tables. */
    public static final List<String> WITH_TSDB = ALL.stream()
            .filter(name -> name.startsWith("fs-tsdb-") || name.startsWith("fs-multi-"))
            .toList();

    private GoldenStores() {}

    /** The whole archive: keys begin with its name. */
    public static MemoryObjectStore open(String name) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        Path archive = Path.of(System.getProperty("lokistore.testdata"), name + ".tar.gz");
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (TarReader tar = TarReader.open(archive, ArchiveLimits.DEFAULT, temporary);
                Listing<ObjectInfo> all = tar.list("")) {
            while (all.next()) {
                ObjectKey key = all.entry().key();
                store.put(key, tar.readAll(key, 1 << 28));
            }
        }
        return store;
    }

    /** Where the archive keeps the Loki store. */
    public static String root(String name) {
        return name + (name.startsWith("minio-boltdb") ? "/store/" : "/store/chunks/");
    }
}
