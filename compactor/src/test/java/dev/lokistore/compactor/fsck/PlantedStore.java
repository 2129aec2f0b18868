package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.compactor.check.Finding;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.boltdb.LokiRows;
import dev.lokistore.index.tsdb.TsdbBuilder;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A small sound store of two days, compacted, for something to be done to it. Index files are made when it is checked first. */
final class PlantedStore {
    static final long DAY = LocalDate.parse("2026-11-10").toEpochDay();
    static final Instant NOW = Instant.parse("2026-12-10T00:00:00Z");
    static final Labels A = Labels.of("app", "a", "env", "prod");
    static final Labels B = Labels.of("app", "b", "env", "prod");

    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final Instant WRITTEN = Instant.parse("2026-11-12T00:00:00Z");

    private final MemoryObjectStore objects = new MemoryObjectStore(Clock.fixed(WRITTEN, ZoneOffset.UTC));
    private final boolean tsdb;
    private final Path temporary;
    private final List<HandMadeChunk> chunks = new ArrayList<>();

    private PlantedStore(boolean tsdb, Path temporary) {
        this.tsdb = tsdb;
        this.temporary = temporary;
        chunks.add(chunk(A, at(0, 8 * 60)));
        chunks.add(chunk(A, at(0, 10 * 60)));
        chunks.add(chunk(A, at(0, 12 * 60)));
        chunks.add(chunk(B, at(0, 9 * 60)));
        // over midnight
        chunks.add(chunk(B, at(0, 23 * 60 + 50)));
        chunks.add(chunk(B, at(1, 6 * 60)));
    }

    static PlantedStore tsdb(Path temporary) {
        return new PlantedStore(true, temporary);
    }

    static PlantedStore boltdb(Path temporary) {
        return new PlantedStore(false, temporary);
    }

    /** ns since the epoch. */
    static long at(int day, int minute) {
        return (DAY + day) * DAY_NANOS + minute * MINUTE_NANOS;
    }

    /** Twenty minutes in two blocks. */
    static HandMadeChunk chunk(Labels labels, long fromNanos) {
        HandMadeChunk chunk = new HandMadeChunk(labels).symbols("trace", "t1");
        for (int block = 0; block < 2; block++) {
            chunk.block(block(fromNanos + block * 10 * MINUTE_NANOS));
        }
        return chunk;
    }

    static HandMadeChunk.Block block(long fromNanos) {
        HandMadeChunk.Block block = new HandMadeChunk.Block();
        for (int i = 0; i < 11; i++) {
            block.entry(fromNanos + i * MINUTE_NANOS, "line " + i, i % 3 == 0 ? new int[] {0, 1} : new int[0]);
        }
        return block;
    }

    MemoryObjectStore objects() {
        return objects;
    }

    /** Those that will be stored and named. */
    List<HandMadeChunk> chunks() {
        return chunks;
    }

    /** Where the chunk's object lies. */
    static String key(ChunkRef ref) {
        return ref.tenant() + "/" + ref.fingerprintHex() + "/" + Long.toHexString(ref.fromMillis()) + ":"
                + Long.toHexString(ref.throughMillis()) + ":" + ref.checksumHex();
    }

    String key(int chunk) {
        return key(chunks.get(chunk).ref());
    }

    String table(int day) {
        return (tsdb ? "tsdb_index_" : "loki_index_") + (DAY + day);
    }

    /** Chunks with their objects, and both tables. */
    PlantedStore store() throws IOException {
        for (HandMadeChunk chunk : chunks) {
            put(key(chunk.ref()), chunk.bytes());
        }
        for (int day = 0; day < 2; day++) {
            if (tsdb) {
                index(day, tsdbFile(day).build());
            } else {
                index(day, rows(day).file());
            }
        }
        return this;
    }

    /** The chunks of a day. */
    private List<HandMadeChunk> of(int day) {
        return chunks.stream()
                .filter(chunk -> Math.floorDiv(chunk.ref().fromMillis(), 86_400_000) <= DAY + day
                        && Math.floorDiv(chunk.ref().throughMillis(), 86_400_000) >= DAY + day)
                .toList();
    }

    /** The rows of a day's boltdb table. */
    LokiRows rows(int day) {
        LokiRows rows = new LokiRows(12);
        of(day).forEach(chunk -> rows.chunk(chunk.labels(), chunk.ref(), DAY + day));
        return rows;
    }

    /** The day's TSDB file. */
    TsdbBuilder tsdbFile(int day) {
        TsdbBuilder file = new TsdbBuilder(3);
        of(day).forEach(chunk -> add(file, chunk));
        return file;
    }

    private static void add(TsdbBuilder file, HandMadeChunk chunk) {
        ChunkVolume volume = new ChunkVolume(chunk.kilobytes(), chunk.entries());
        file.add(
                chunk.ref().fingerprint(),
                new IndexedSeries(
                        chunk.ref().tenant(), chunk.labels(), List.of(new IndexedChunk(chunk.ref(), volume))));
    }

    /** Puts the day's index file in the place of the one that is there. */
    String index(int day, byte[] unpacked) throws IOException {
        String before = tsdb ? tenantFolder(day) : folder(day);
        for (String key : keys(before)) {
            delete(key);
        }
        String key = tsdb ? tenantFolder(day) + name(unpacked) : folder(day) + "compactor-1794400000.r.gz";
        putPacked(key, unpacked);
        return key;
    }

    String folder(int day) {
        return "index/" + table(day) + "/";
    }

    private String tenantFolder(int day) {
        return folder(day) + "fake/";
    }

    private static String name(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file);
        int end = file.length;
        return "1794400000-compactor-" + buffer.getLong(end - 20) + "-" + buffer.getLong(end - 12) + "-"
                + Integer.toHexString(buffer.getInt(end - 4)) + ".tsdb.gz";
    }

    /** Changes the day's index file; TSDB files get the name that fits. */
    String editIndex(int day, UnaryOperator<byte[]> edit) throws IOException {
        return index(day, edit.apply(unpacked(indexKey(day))));
    }

    String indexKey(int day) throws IOException {
        return keys(folder(day)).get(0);
    }

    byte[] unpacked(String key) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(bytes(key))).readAllBytes();
    }

    byte[] bytes(String key) throws IOException {
        return objects.readAll(ObjectKey.of(key), 1 << 20);
    }

    void put(String key, byte[] bytes) throws IOException {
        objects.put(ObjectKey.of(key), bytes);
    }

    void putPacked(String key, byte[] unpacked) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(unpacked);
        }
        put(key, packed.toByteArray());
    }

    void delete(String key) throws IOException {
        objects.delete(List.of(ObjectKey.of(key)));
    }

    void edit(String key, UnaryOperator<byte[]> edit) throws IOException {
        put(key, edit.apply(bytes(key)));
    }

    List<String> keys(String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        try (var listing = objects.list(prefix)) {
            while (listing.next()) {
                keys.add(listing.entry().key().value());
            }
        }
        return keys;
    }

    LokiStore open() throws IOException {
        return LokiStore.open(objects, OpenOptions.defaults(temporary));
    }

    Checked check(int level) throws IOException {
        return check(FsckOrder.of(level, 1, NOW, temporary));
    }

    Checked check(FsckOrder order) throws IOException {
        return Checked.of(open(), order);
    }

    /** What a check of everything finds, as {@code id subject@offset}. */
    List<String> found() throws IOException {
        return check(3).all();
    }

    /** The message of the only finding. */
    static String message(Checked checked) {
        return checked.findings().stream().map(Finding::message).collect(Collectors.joining("\n"));
    }
}
