package dev.lokistore.index;

import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

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

    private static final int BLOCK = 512;

    private GoldenStores() {}

    /** The whole archive: keys begin with its name. */
    public static MemoryObjectStore open(String name) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        Path archive = Path.of(System.getProperty("lokistore.testdata"), name + ".tar.gz");
        try (InputStream in = new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
            String longName = "";
            byte[] header = in.readNBytes(BLOCK);
            while (header.length == BLOCK && header[0] != 0) {
                int size = Integer.parseInt(text(header, 124, 12).trim(), 8);
                byte[] content = in.readNBytes(size);
                in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
                switch (header[156]) {
                    case 'L' -> longName = text(content, 0, content.length);
                    case 'x' -> longName = paxPath(new String(content, StandardCharsets.UTF_8), longName);
                    case '0', 0 -> {
                        String entry = longName.isEmpty() ? ustarName(header) : longName;
                        store.put(ObjectKey.of(entry), content);
                        longName = "";
                    }
                    default -> longName = "";
                }
                header = in.readNBytes(BLOCK);
            }
        }
        return store;
    }

    /** Where the archive keeps the Loki store. */
    public static String root(String name) {
        return name + (name.startsWith("minio-boltdb") ? "/store/" : "/store/chunks/");
    }

    private static String ustarName(byte[] header) {
        String prefix = text(header, 345, 155);
        boolean posix = text(header, 257, 6).equals("ustar");
        return posix && !prefix.isEmpty() ? prefix + "/" + text(header, 0, 100) : text(header, 0, 100);
    }

    private static String paxPath(String records, String otherwise) {
        for (String line : records.split("\n")) {
            int at = line.indexOf(" path=");
            if (at >= 0) {
                return line.substring(at + " path=".length());
            }
        }
        return otherwise;
    }

    private static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }
}
