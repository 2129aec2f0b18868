package dev.lokistore.benchmarks;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.boltdb.BoltdbRows;
import dev.lokistore.index.boltdb.BoltdbWriter;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.tsdb.TsdbWriter;
import dev.lokistore.objectstore.filesystem.FilesystemStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Writes the uploaders' files of a synthetic table, as ingesters would. */
final class SyntheticFiles {
    private SyntheticFiles() {}

    /** Returns the store, whose root is a new folder in {@code folder}. */
    static FilesystemStore write(SyntheticTable content, IndexKind kind, Path folder) throws IOException {
        Path root = folder.resolve("store");
        Path table = Files.createDirectories(root.resolve("index/index_" + SyntheticTable.DAY));
        for (int uploader = 0; uploader < SyntheticTable.UPLOADERS; uploader++) {
            if (kind == IndexKind.TSDB) {
                tsdb(content, uploader, table.resolve(1_699_920_900 + uploader + "-ingester-" + uploader + ".tsdb.gz"));
            } else {
                Path file = table.resolve("ingester-" + uploader + "-1699919000123456789-1699920900.gz");
                boltdb(content, uploader, file);
            }
        }
        return FilesystemStore.open(root);
    }

    private static void tsdb(SyntheticTable content, int uploader, Path file) throws IOException {
        TenantId anybody = TenantId.of("anybody");
        try (TsdbWriter writer = new TsdbWriter(3, Path.of(System.getProperty("java.io.tmpdir")));
                OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (int number = 0; number < content.streams(); number++) {
                SyntheticTable.Stream stream = content.stream(number);
                Map<String, String> labels = new TreeMap<>(stream.labels().asMap());
                labels.put("__loki_tenant__", stream.tenant().value());
                writer.add(anybody, stream.fingerprint(), Labels.of(labels), stream.of(uploader));
            }
            writer.write(anybody, out);
        }
    }

    private static void boltdb(SyntheticTable content, int uploader, Path file) throws IOException {
        BoltdbRows rows = new BoltdbRows(13, 16, Long.MAX_VALUE, time -> ChunkKeyScheme.NESTED);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Path database = Files.createTempFile("lokistore", ".db");
        try (BoltdbWriter writer = new BoltdbWriter(
                        rows, BoltdbWriter.Layout.COMMON, SyntheticTable.DAY, SyntheticTable.DAY, temporary);
                OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (int number = 0; number < content.streams(); number++) {
                SyntheticTable.Stream stream = content.stream(number);
                List<IndexedChunk> chunks = stream.of(uploader);
                writer.add(
                        stream.tenant(),
                        stream.labels(),
                        chunks.stream().map(IndexedChunk::ref).toList());
            }
            writer.write(IndexSet.COMMON, database);
            Files.copy(database, out);
        } finally {
            Files.delete(database);
        }
    }
}
