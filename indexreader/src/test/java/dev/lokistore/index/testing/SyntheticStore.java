package dev.lokistore.index.testing;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.boltdb.LokiRows;
import dev.lokistore.index.tsdb.TsdbToc;
import dev.lokistore.index.tsdb.TsdbWriter;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A store of schema v12 with as many chunks as wanted, which nobody is permitted to read: their listing is made of numbers
 * when it is asked for. The index files are real: a boltdb table for each of the first days, later a TSDB file for each tenant
 * and day, all compacted.
 */
public final class SyntheticStore implements ObjectReader {
    private static final String BOLTDB = "index/loki_index_";
    private static final String TSDB = "index/tsdb_index_";

    private final SyntheticStreams streams;
    private final Integer[] order;
    /** Their keys come before all chunks'. */
    private final MemoryObjectStore index = new MemoryObjectStore();

    private SyntheticStore(SyntheticStreams streams) {
        this.streams = streams;
        this.order = streams.inOrder();
    }

    /**
     * @param boltdbDays the first days, with a boltdb index
     * @param temporary an existing folder
     */
    public static SyntheticStore of(SyntheticStreams streams, int boltdbDays, Path temporary) throws IOException {
        SyntheticStore store = new SyntheticStore(streams);
        List<List<Named>> days = store.byDay();
        for (int day = 0; day < streams.days(); day++) {
            if (day < boltdbDays) {
                store.putBoltdb(streams.firstDay() + day, days.get(day));
            } else {
                store.putTsdb(streams.firstDay() + day, days.get(day), temporary);
            }
        }
        return store;
    }

    /** A chunk by its numbers. */
    private record Named(int stream, int number) {}

    /** For each day the chunks whose time overlaps it, by stream. */
    private List<List<Named>> byDay() {
        List<List<Named>> days = new ArrayList<>();
        for (int day = 0; day < streams.days(); day++) {
            days.add(new ArrayList<>());
        }
        for (int stream = 0; stream < streams.streams(); stream++) {
            for (int number = 0; number < streams.chunks(); number++) {
                ChunkRef ref = streams.chunk(stream, number);
                for (long day = day(ref.fromMillis()); day <= day(ref.throughMillis()); day++) {
                    days.get((int) (day - streams.firstDay())).add(new Named(stream, number));
                }
            }
        }
        return days;
    }

    private static long day(long millis) {
        return Math.floorDiv(millis, SyntheticStreams.MILLIS_PER_DAY);
    }

    private void putBoltdb(long day, List<Named> chunks) throws IOException {
        LokiRows rows = new LokiRows(12);
        int last = -1;
        for (Named chunk : chunks) {
            TenantId tenant = streams.tenant(chunk.stream());
            if (chunk.stream() != last) {
                last = chunk.stream();
                rows.series(streams.labels(last), tenant.value(), day);
            }
            rows.chunkRow(streams.labels(last), streams.chunk(last, chunk.number()), day);
        }
        put(BOLTDB + day + "/compactor-" + seconds(day) + ".gz", rows.file());
    }

    private void putTsdb(long day, List<Named> chunks, Path temporary) throws IOException {
        try (TsdbWriter writer = new TsdbWriter(2, temporary)) {
            List<IndexedChunk> series = new ArrayList<>();
            for (int i = 0; i < chunks.size(); i++) {
                Named chunk = chunks.get(i);
                series.add(indexed(chunk));
                if (i + 1 == chunks.size() || chunks.get(i + 1).stream() != chunk.stream()) {
                    int stream = chunk.stream();
                    writer.add(streams.tenant(stream), streams.fingerprint(stream), streams.labels(stream), series);
                    series.clear();
                }
            }
            for (TenantId tenant : writer.tenants()) {
                ByteArrayOutputStream file = new ByteArrayOutputStream();
                TsdbToc toc = writer.write(tenant, file).toc();
                String times = toc.fromMillis() + "-" + toc.throughMillis();
                String name = seconds(day) + "-compactor-" + times + "-1.tsdb.gz";
                put(TSDB + day + "/" + tenant + "/" + name, file.toByteArray());
            }
        }
    }

    private IndexedChunk indexed(Named chunk) {
        ChunkVolume volume = new ChunkVolume(
                streams.rawKilobytes(chunk.stream(), chunk.number()), streams.entries(chunk.stream(), chunk.number()));
        return new IndexedChunk(streams.chunk(chunk.stream(), chunk.number()), volume);
    }

    /** An hour into the next day. */
    private static long seconds(long day) {
        return (day + 1) * 86_400 + 3_600;
    }

    private void put(String key, byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new Fast(packed)) {
            gzip.write(content);
        }
        index.put(ObjectKey.of(key), packed.toByteArray());
    }

    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private ObjectInfo info(int stream, int number) {
        ChunkRef ref = streams.chunk(stream, number);
        String etag =
                String.format("%016x%016x", SyntheticStreams.mix(stream, number), SyntheticStreams.mix(number, stream));
        return new ObjectInfo(
                ObjectKey.of(ChunkKeyScheme.NESTED.format(ref)),
                streams.storedBytes(stream, number),
                Instant.ofEpochMilli(ref.throughMillis() + 60_000),
                etag);
    }

    @Override
    public String name() {
        return "synthetic:" + streams.streams() + "x" + streams.chunks();
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return new Keys(prefix, startAfter);
    }

    @Override
    public Listing<ListEntry> listLevel(String prefix) throws IOException {
        return new Level(prefix);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        try (Listing<ObjectInfo> listing = list(key.value())) {
            if (listing.next() && listing.entry().key().equals(key)) {
                return listing.entry();
            }
        }
        throw StoreException.noSuchObject(name(), key, null);
    }

    private ObjectKey readable(ObjectKey key) throws StoreException {
        if (!key.value().startsWith("index/")) {
            throw new StoreException(StoreException.Kind.FORBIDDEN, key + " is a number", null);
        }
        return key;
    }

    @Override
    public ObjectBody get(ObjectKey key) throws IOException {
        return index.get(readable(key));
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        return index.read(readable(key), offset, length);
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        return index.readAll(readable(key), limitBytes);
    }

    @Override
    public void close() {}

    /** Index files, then chunks. */
    private final class Keys implements Listing<ObjectInfo> {
        private final String prefix;
        private final String startAfter;
        private final Listing<ObjectInfo> files;
        private boolean filesDone;
        private int at = -1;
        private int number;
        private @Nullable ObjectInfo entry;

        Keys(String prefix, String startAfter) {
            this.prefix = prefix;
            this.startAfter = startAfter;
            this.files = index.list(prefix, startAfter);
            this.number = streams.chunks();
        }

        @Override
        public boolean next() throws IOException {
            if (!filesDone && files.next()) {
                entry = files.entry();
                return true;
            }
            filesDone = true;
            while (true) {
                if (++number >= streams.chunks()) {
                    number = 0;
                    if (!nextStream()) {
                        entry = null;
                        return false;
                    }
                }
                ObjectInfo info = info(order[at], number);
                String key = info.key().value();
                if (key.startsWith(prefix) && key.compareTo(startAfter) > 0) {
                    entry = info;
                    return true;
                }
            }
        }

        private boolean nextStream() {
            while (++at < order.length) {
                String folder =
                        streams.tenant(order[at]) + "/" + Long.toHexString(streams.fingerprint(order[at])) + "/";
                boolean within = folder.startsWith(prefix) || prefix.startsWith(folder);
                if (within && (folder + '~').compareTo(startAfter) > 0) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public ObjectInfo entry() {
            if (entry == null) {
                throw new IllegalStateException("no entry");
            }
            return entry;
        }

        @Override
        public void close() {}
    }

    /** Goes on behind a folder without going through it. */
    private final class Level implements Listing<ListEntry> {
        private final String prefix;
        private Listing<ObjectInfo> keys;
        private @Nullable ListEntry entry;

        Level(String prefix) {
            this.prefix = prefix;
            this.keys = new Keys(prefix, "");
        }

        @Override
        public boolean next() throws IOException {
            if (entry instanceof Folder folder) {
                keys = new Keys(prefix, folder.prefix() + '~');
            }
            entry = null;
            if (keys.next()) {
                String key = keys.entry().key().value();
                int slash = key.indexOf('/', prefix.length());
                entry = slash < 0 ? keys.entry() : new Folder(key.substring(0, slash + 1));
            }
            return entry != null;
        }

        @Override
        public ListEntry entry() {
            if (entry == null) {
                throw new IllegalStateException("no entry");
            }
            return entry;
        }

        @Override
        public void close() {}
    }
}
