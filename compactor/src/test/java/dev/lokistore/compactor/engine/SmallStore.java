package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.index.ChangeableStore;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.index.tsdb.TsdbToc;
import dev.lokistore.index.tsdb.TsdbWriter;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/**
 * A store small enough to be run over hundreds of times: TSDB tables of days, and objects with chunks' keys whose content
 * is just words, one an entry.
 */
final class SmallStore {
    static final long DAY = 20_000;
    static final long MILLIS_PER_DAY = 86_400_000L;
    static final Labels LABELS = Labels.of(Map.of("app", "x"));

    private final ObjectStore objects;
    private final Path temporary;

    SmallStore(ObjectStore objects, Path temporary) {
        this.objects = objects;
        this.temporary = temporary;
    }

    static ChunkRef ref(String tenant, long fromMillis, long throughMillis, String words) {
        CRC32C crc = new CRC32C();
        crc.update(words.getBytes(StandardCharsets.UTF_8));
        return new ChunkRef(TenantId.of(tenant), 7, fromMillis, throughMillis, (int) crc.getValue());
    }

    static long at(long day, int hour) {
        return day * MILLIS_PER_DAY + hour * 3_600_000L;
    }

    static ObjectKey key(ChunkRef chunk) {
        return ObjectKey.of(ChunkKeyScheme.NESTED.format(chunk));
    }

    ChunkRef chunk(String tenant, long day, int fromHour, int throughHour, String words) throws IOException {
        ChunkRef chunk = ref(tenant, at(day, fromHour), at(day, throughHour), words);
        objects.put(key(chunk), words.getBytes(StandardCharsets.UTF_8));
        return chunk;
    }

    /** A file of one tenant in its folder. */
    void index(long day, int number, List<ChunkRef> chunks) throws IOException {
        objects.put(
                ObjectKey.of("index/index_" + day + "/" + chunks.get(0).tenant() + "/" + number
                        + "-compactor-1-2-3.tsdb.gz"),
                tsdb(chunks, temporary));
    }

    static byte[] tsdb(List<ChunkRef> chunks, Path temporary) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TsdbWriter writer = new TsdbWriter(3, temporary);
                GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (ChunkRef chunk : chunks) {
                writer.add(
                        chunk.tenant(),
                        chunk.fingerprint(),
                        LABELS,
                        List.of(new IndexedChunk(chunk, new ChunkVolume(1, 1))));
            }
            TsdbToc toc = writer.write(chunks.get(0).tenant(), gzip).toc();
            if (toc.fromMillis() <= 0) {
                throw new IllegalStateException("chunks before the epoch");
            }
        }
        return bytes.toByteArray();
    }

    ChangeableStore open() throws IOException {
        return open(objects, temporary);
    }

    static ChangeableStore open(ObjectStore objects, Path temporary) throws IOException {
        return ChangeableStore.open(objects, OpenOptions.defaults(temporary));
    }

    /**
     * What queries find: the words that each table leads to, without {@code .lokistore/}.
     *
     * @throws AssertionError if a row leads nowhere
     */
    static SortedMap<String, SortedSet<String>> visible(ObjectReader objects, Path temporary) throws IOException {
        LokiStore loki = LokiStore.open(objects, OpenOptions.defaults(temporary));
        SortedMap<String, SortedSet<String>> visible = new TreeMap<>();
        for (Table table : loki.tables()) {
            SortedSet<String> words = visible.computeIfAbsent(table.name(), name -> new TreeSet<>());
            try (TableReader reader = loki.openTable(table, (subject, cause) -> {
                        throw new AssertionError(subject, cause);
                    });
                    SeriesCursor series = reader.series(SeriesQuery.ALL)) {
                while (series.next()) {
                    IndexedSeries one = series.series();
                    for (IndexedChunk chunk : one.chunks()) {
                        words.addAll(words(objects, chunk.ref()));
                    }
                }
            }
        }
        return visible;
    }

    private static List<String> words(ObjectReader objects, ChunkRef chunk) {
        try {
            String text = new String(objects.readAll(key(chunk), 1 << 20), StandardCharsets.UTF_8);
            return Arrays.stream(text.split(" "))
                    .map(word -> chunk.tenant() + ":" + word)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("a row leads nowhere: " + chunk, e);
        }
    }

    /** All objects but our own, with their content. */
    static Map<String, String> contents(ObjectReader objects) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Listing<ObjectInfo> listing = objects.list("")) {
            while (listing.next()) {
                ObjectKey key = listing.entry().key();
                if (!key.value().startsWith(".lokistore/")) {
                    contents.put(key.value(), Digests.of(objects.readAll(key, 1 << 24)));
                }
            }
        }
        return contents;
    }
}
