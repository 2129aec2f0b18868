package dev.lokistore.index.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ChunkWriter;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.DecodePool;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.Effort;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Merging of synthetic chunks, without an index. */
class MergedStreamTest {
    private static final TenantId ACME = TenantId.of("acme");
    private static final Labels WEB = Labels.of("app", "web");
    private static final long START = 1_700_000_000_000_000_000L;

    @TempDir
    Path temporary;

    private final Map<ChunkRef, byte[]> chunks = new HashMap<>();
    private final Map<ChunkRef, Labels> indexed = new HashMap<>();
    /** Of the stream that was opened last: threads of one that is closed may still be fetching. */
    private AtomicInteger fetched = new AtomicInteger();

    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();

    private record Line(long ts, String text, StructuredMetadata metadata) {}

    private static Line line(long offset, String text, String... metadata) {
        return new Line(START + offset, text, StructuredMetadata.of(metadata));
    }

    private ChunkRef put(TenantId tenant, Labels labels, int blockBytes, List<Line> lines) {
        ChunkFormat defaults = ChunkFormat.of(4, Codec.NONE);
        ChunkFormat format = new ChunkFormat(defaults.version(), defaults.codec(), blockBytes, defaults.targetBytes());
        ChunkWriter writer = new ChunkWriter(tenant, Fingerprints.of(labels), labels, format);
        for (Line line : lines) {
            writer.append(line.ts(), line.text().getBytes(StandardCharsets.UTF_8), line.metadata());
        }
        EncodedChunk chunk = writer.finish();
        chunks.put(chunk.ref(), chunk.bytes());
        indexed.put(chunk.ref(), labels);
        return chunk.ref();
    }

    private ChunkRef put(Line... lines) {
        return put(ACME, WEB, 40, List.of(lines));
    }

    private EntryStream open(EntryQuery query, QueryOptions options) {
        Comparator<ChunkRef> byKey = Comparator.comparingLong(ref -> Candidate.key(ref, query.direction()));
        Iterator<ChunkRef> refs = indexed.keySet().stream()
                .sorted((query.direction() == EntryQuery.Direction.FORWARD ? byKey : byKey.reversed())
                        .thenComparing(ref -> ref))
                .iterator();
        Candidates candidates = new Candidates() {
            @Override
            public Candidate next() {
                if (!refs.hasNext()) {
                    return null;
                }
                ChunkRef ref = refs.next();
                return new Candidate(ref, indexed.get(ref));
            }

            @Override
            public void close() {}
        };
        AtomicInteger counter = new AtomicInteger();
        fetched = counter;
        ChunkSource source = new ChunkSource() {
            @Override
            public String key(ChunkRef ref) {
                return ref.tenant() + "/" + ref.fingerprintHex() + "/" + ref.checksumHex();
            }

            @Override
            public ByteSource chunk(ChunkRef ref) throws IOException {
                counter.incrementAndGet();
                byte[] bytes = chunks.get(ref);
                if (bytes == null) {
                    throw new StoreException(StoreException.Kind.NO_SUCH_OBJECT, "no such object: " + key(ref), null);
                }
                return ByteSource.of(key(ref), bytes);
            }
        };
        StreamTable streams = new StreamTable();
        DecodePool pool = new DecodePool();
        ChunkLoader loader = new ChunkLoader(
                source,
                query,
                (subject, cause) -> problems.add(subject + ": " + cause.getMessage()),
                defect -> {},
                streams,
                pool);
        return new MergedStream(query, options, candidates, loader, streams, pool);
    }

    private List<Row> run(EntryQuery query, QueryOptions options) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (EntryStream stream = open(query, options)) {
            while (stream.next()) {
                rows.add(Row.of(stream));
            }
        }
        return rows;
    }

    private List<String> lines(EntryQuery query) throws IOException {
        return run(query, QueryOptions.defaults(temporary)).stream()
                .map(Row::line)
                .toList();
    }

    private List<String> lines() throws IOException {
        return lines(EntryQuery.of(Selector.ALL));
    }

    @Test
    void theLargestNumberInOneChunkCounts() throws IOException {
        put(line(5, "x"), line(5, "x"), line(9, "end"));
        put(line(5, "x"), line(8, "later"));
        put(line(5, "x"), line(5, "x"), line(5, "y"), line(5, "x"), line(6, "z"));

        assertThat(lines()).containsExactly("x", "x", "x", "y", "z", "later", "end");
        assertThat(lines(EntryQuery.of(Selector.ALL).withDuplicates(EntryQuery.Duplicates.KEEP)))
                .containsExactly("x", "x", "x", "x", "x", "x", "y", "z", "later", "end");
        assertThat(lines(EntryQuery.of(Selector.ALL).withDirection(EntryQuery.Direction.BACKWARD)))
                .containsExactly("end", "later", "z", "y", "x", "x", "x");
    }

    @Test
    void copiesInSeveralBlocksOfOneChunkAllCount() throws IOException {
        String wide = "w".repeat(50);
        put(line(1, wide), line(1, wide), line(1, wide));
        put(line(1, wide), line(2, "next"));

        assertThat(lines()).containsExactly(wide, wide, wide, "next");
    }

    @Test
    void metadataTellsEntriesApartButNotItsOrder() throws IOException {
        put(line(1, "x", "a", "1", "b", "2"), line(2, "y", "a", "1"));
        put(line(1, "x", "b", "2", "a", "1"), line(2, "y", "a", "2"), line(2, "y"));

        List<Row> rows = run(EntryQuery.of(Selector.ALL), QueryOptions.defaults(temporary));

        assertThat(rows).hasSize(4).isSortedAccordingTo(Row.ORDER);
        assertThat(rows.stream().map(Row::metadata))
                .containsExactly(Map.of("a", "1", "b", "2"), Map.of(), Map.of("a", "1"), Map.of("a", "2"));
    }

    @Test
    void metadataNamesMatchAsLokiShowsThem() throws IOException {
        put(line(1, "x", "http.code", "200"), line(2, "y", "http.code", "500"), line(3, "z", "1st", "200"));

        assertThat(lines(EntryQuery.of(Selector.parse("{} | http_code=\"200\""))))
                .containsExactly("x");
        assertThat(lines(EntryQuery.of(Selector.parse("{} | key_1st!=\"\"")))).containsExactly("z");
        assertThat(lines(EntryQuery.of(Selector.parse("{} | app=\"web\", http_code=\"\""))))
                .containsExactly("z");
    }

    @Test
    void equalTimesComeByLabelsThenTenantThenLine() throws IOException {
        put(ACME, Labels.of("app", "web"), 40, List.of(line(1, "c"), line(1, "b")));
        put(TenantId.of("a-tenant"), Labels.of("app", "web"), 40, List.of(line(1, "d")));
        put(TenantId.of("z-tenant"), Labels.of("app", "api"), 40, List.of(line(1, "z")));

        assertThat(lines()).containsExactly("z", "d", "b", "c");
    }

    @Test
    void chunksAreReadOnlyWhenTheResultGetsToThem() throws IOException {
        hourlyChunks();

        assertThat(fetchedFor(EntryQuery.of(Selector.parse("{} |= \"line\"")))).isBetween(1, 5);
        assertThat(fetchedFor(EntryQuery.of(Selector.ALL).withDirection(EntryQuery.Direction.BACKWARD)))
                .isBetween(1, 5);
    }

    @Test
    void chunksOfTheNextTwoHoursAreReadAheadWhereTheyMayHoldOlderEmptyLines() throws IOException {
        hourlyChunks();

        assertThat(fetchedFor(EntryQuery.of(Selector.ALL))).isBetween(3, 7);
    }

    private void hourlyChunks() {
        for (int i = 0; i < 50; i++) {
            put(line(i * 3_600_000_000_000L, "line " + i), line(i * 3_600_000_000_000L + 1, "more"));
        }
    }

    private int fetchedFor(EntryQuery query) throws IOException {
        try (EntryStream stream = open(query, QueryOptions.defaults(temporary).withPrefetch(3))) {
            assertThat(stream.next()).isTrue();
        }
        return fetched.get();
    }

    @Test
    void whatAChunkSaysOfItselfIsCompared() throws IOException {
        ChunkRef relabelled = put(ACME, Labels.of("app", "web", "x", "1"), 40, List.of(line(1, "relabelled")));
        indexed.put(relabelled, WEB);
        ChunkRef foreign = put(TenantId.of("other"), WEB, 40, List.of(line(1, "foreign")));
        move(
                foreign,
                new ChunkRef(
                        ACME,
                        foreign.fingerprint(),
                        foreign.fromMillis(),
                        foreign.throughMillis(),
                        foreign.checksum()));
        ChunkRef renumbered = put(line(1, "renumbered"));
        move(
                renumbered,
                new ChunkRef(ACME, 77, renumbered.fromMillis(), renumbered.throughMillis(), renumbered.checksum() + 1));

        assertThat(lines()).containsExactly("renumbered", "relabelled");
        assertThat(problems)
                .anyMatch(text -> text.contains("labels") && text.contains("x=\"1\""))
                .anyMatch(text -> text.contains("tenant: expected acme, found other; the chunk is left out"))
                .anyMatch(text -> text.contains("fingerprint: expected 4d"))
                .anyMatch(text -> text.contains("checksum"))
                .hasSize(4);
        assertThat(lines(EntryQuery.of(Selector.parse("{x=\"\"}")))).containsExactly("renumbered");
    }

    private void move(ChunkRef from, ChunkRef to) {
        chunks.put(to, chunks.remove(from));
        indexed.put(to, indexed.remove(from));
    }

    @Test
    void brokenAndMissingChunksAreReportedAndTheRestGoesOn() throws IOException {
        ChunkRef missing = put(line(1, "missing"));
        ChunkRef cut = put(line(2, "cut"));
        ChunkRef block = put(line(3, "first block, long enough to be cut behind"), line(4, "second block"));
        put(line(5, "sound"));
        chunks.remove(missing);
        chunks.put(cut, java.util.Arrays.copyOf(chunks.get(cut), 60));
        byte[] flipped = chunks.get(block).clone();
        int at = new String(flipped, StandardCharsets.ISO_8859_1).indexOf("first block");
        flipped[at] ^= 1;
        chunks.put(block, flipped);

        assertThat(lines()).containsExactly("second block", "sound");
        assertThat(problems)
                .anyMatch(text -> text.contains("no such object"))
                .anyMatch(text -> text.startsWith("acme/" + cut.fingerprintHex() + "/" + cut.checksumHex()))
                .anyMatch(text -> text.contains("the block is left out"))
                .anyMatch(text -> text.contains("checksum of the object"))
                .hasSize(4);
    }

    @Test
    void aStoreThatIsGoneEndsTheQuery() throws IOException {
        put(line(1, "x"));
        EntryQuery query = EntryQuery.of(Selector.ALL);
        ChunkSource gone = new ChunkSource() {
            @Override
            public String key(ChunkRef ref) {
                return "key";
            }

            @Override
            public ByteSource chunk(ChunkRef ref) throws IOException {
                throw new StoreException(StoreException.Kind.UNREACHABLE, "no route", null);
            }
        };
        StreamTable streams = new StreamTable();
        DecodePool pool = new DecodePool();
        ChunkLoader loader =
                new ChunkLoader(gone, query, (subject, cause) -> problems.add(subject), defect -> {}, streams, pool);
        Iterator<ChunkRef> refs = indexed.keySet().iterator();
        Candidates candidates = new Candidates() {
            @Override
            public Candidate next() {
                return refs.hasNext() ? new Candidate(refs.next(), null) : null;
            }

            @Override
            public void close() {}
        };
        try (EntryStream stream =
                new MergedStream(query, QueryOptions.defaults(temporary), candidates, loader, streams, pool)) {
            assertThatThrownBy(stream::next).isInstanceOf(StoreException.class).hasMessageContaining("no route");
        }
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anyChunksGiveWhatCountingGives(long seed) throws IOException {
        Random random = new Random(seed);
        Map<ChunkRef, List<Row>> stored = randomChunks(random);
        for (int i = 0; i < Effort.of(5, 60); i++) {
            long a = START + random.nextInt(240) - 20;
            long b = a + random.nextInt(240);
            TimeRange range = random.nextBoolean() ? TimeRange.ALL : new TimeRange(a, b);
            EntryQuery.Direction direction = EntryQuery.Direction.values()[random.nextInt(2)];
            EntryQuery.Duplicates duplicates = EntryQuery.Duplicates.values()[random.nextInt(2)];
            long limit = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(40);
            String filter = random.nextBoolean() ? "" : " |= \"a\"";
            EntryQuery query = EntryQuery.of(Selector.parse("{}" + filter))
                    .withRange(range)
                    .withDirection(direction)
                    .withDuplicates(duplicates)
                    .withLimit(limit);
            QueryOptions options =
                    new QueryOptions(2 + random.nextInt(5), 1L << random.nextInt(14), 1 + random.nextInt(4), temporary);

            List<Row> expected = bruteForce(stored, query);

            assertThat(run(query, options))
                    .as("seed %d, %s, %s", seed, query, options)
                    .isEqualTo(expected);
        }
        assertThat(problems).isEmpty();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    /** Many chunks that overlap, with few distinct times, lines and metadata, some of them replicas of others. */
    private Map<ChunkRef, List<Row>> randomChunks(Random random) {
        Map<ChunkRef, List<Row>> stored = new HashMap<>();
        for (int i = 0; i < 40 + random.nextInt(200); i++) {
            Labels labels = Labels.of("app", "app-" + random.nextInt(3));
            TenantId tenant = TenantId.of("t" + random.nextInt(2));
            List<Line> lines = new ArrayList<>();
            long at = random.nextInt(200);
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                String text = "ab".substring(0, random.nextInt(3)) + "z".repeat(random.nextInt(2) * 20);
                String[] metadata = random.nextInt(3) > 0 ? new String[0] : new String[] {"k", "" + random.nextInt(2)};
                lines.add(line(at, text, metadata));
                at += random.nextInt(3);
            }
            ChunkRef ref = put(tenant, labels, 1 + random.nextInt(80), lines);
            List<Row> rows = new ArrayList<>();
            for (Line line : lines) {
                rows.add(new Row(
                        tenant.value(),
                        labels,
                        line.ts(),
                        line.text(),
                        line.metadata().asMap()));
            }
            stored.put(ref, rows);
        }
        return stored;
    }

    private static List<Row> bruteForce(Map<ChunkRef, List<Row>> stored, EntryQuery query) {
        Map<Row, Integer> counts = new TreeMap<>();
        boolean keep = query.duplicates() == EntryQuery.Duplicates.KEEP;
        for (List<Row> chunk : stored.values()) {
            Map<Row, Integer> inChunk = new HashMap<>();
            for (Row row : chunk) {
                byte[] bytes = row.line().getBytes(StandardCharsets.UTF_8);
                if (query.range().contains(row.ts()) && query.selector().acceptsLine(bytes, 0, bytes.length)) {
                    inChunk.merge(row, 1, Integer::sum);
                }
            }
            inChunk.forEach((row, count) -> counts.merge(row, count, keep ? Integer::sum : Math::max));
        }
        List<Row> rows = new ArrayList<>();
        counts.forEach((row, count) -> rows.addAll(Collections.nCopies(count, row)));
        if (query.direction() == EntryQuery.Direction.BACKWARD) {
            Collections.reverse(rows);
        }
        return rows.subList(0, (int) Math.min(query.limit(), rows.size()));
    }
}
