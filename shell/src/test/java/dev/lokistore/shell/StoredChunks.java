package dev.lokistore.shell;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The chunks of an unpacked golden store as their own headers say, with the sizes of their files: what reports that go by
 * the index are compared with.
 */
final class StoredChunks {
    record Stored(Path file, ChunkHeader header, long bytes) {
        String label(String name) {
            return header.labels().valueOrEmpty(name);
        }

        boolean overlaps(long fromMillis, long throughMillis) {
            return header.fromMillis() <= throughMillis && header.throughMillis() >= fromMillis;
        }
    }

    private StoredChunks() {}

    /** @param folder below which there are chunks, and an {@code index} folder that is left out */
    static List<Stored> below(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !folder.relativize(file).startsWith("index"))
                    .filter(file -> !file.getFileName().toString().equals("loki_cluster_seed.json"))
                    .toList();
        }
        List<Stored> chunks = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            ChunkHeader header = ChunkReader.open(ByteSource.of(file.toString(), bytes), ReadOptions.DEFAULT)
                    .header();
            chunks.add(new Stored(file, header, bytes.length));
        }
        return chunks;
    }

    /**
     * Flips a bit in the middle of a chunk of a tenant whose files have their logical keys, and makes it old.
     *
     * @param place of the chunk among all in the order of their paths, from 0
     */
    static Path breakOne(Path tenantFolder, int place) throws IOException {
        Path broken;
        try (Stream<Path> files = Files.walk(tenantFolder)) {
            broken = files.filter(Files::isRegularFile)
                    .sorted()
                    .skip(place)
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(broken);
        bytes[bytes.length / 2] ^= 1;
        Files.write(broken, bytes);
        Files.setLastModifiedTime(broken, FileTime.from(Instant.parse("2026-11-23T00:00:00Z")));
        return broken;
    }
}
