package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkMergerTest {
    private static final long START = 1_700_000_000_000_000_000L;

    private static MergeFormat format(int version, Codec codec) {
        return new MergeFormat(new ChunkFormat(version, codec, 900, 1 << 20), Duration.ofHours(24), 16 << 20, false);
    }

    private static ChunkReader open(byte[] object) throws IOException {
        return ChunkReader.open(ByteSource.of("chunk", object), ReadOptions.STRICT);
    }

    private static byte[] chunk(int version, Codec codec, List<TestEntry> entries) {
        return TestVectorsTest.write(new ChunkFormat(version, codec, 600, 0), entries)
                .bytes();
    }

    private static List<ChunkReader> readers(List<byte[]> objects) throws IOException {
        List<ChunkReader> readers = new ArrayList<>();
        for (byte[] object : objects) {
            readers.add(open(object));
        }
        return readers;
    }

    private static List<TestEntry> merged(List<byte[]> objects, MergeFormat format) throws IOException {
        MergedChunks result = ChunkMerger.merge(readers(objects), format);
        assertThat(result.conflict()).isNull();
        List<byte[]> bodies = result.chunks().stream().map(EncodedChunk::bytes).toList();
        MergeCheck.require(readers(objects), readers(bodies));
        List<TestEntry> entries = new ArrayList<>();
        for (EncodedChunk chunk : result.chunks()) {
            open(chunk.bytes()).verify(chunk.ref());
            entries.addAll(TestEntry.readAll(chunk.bytes(), ReadOptions.STRICT));
        }
        return entries;
    }

    /** By time; each entry as often as the source has it that has it most often. */
    private static Map<Long, Map<TestEntry, Integer>> model(List<List<TestEntry>> sources) {
        Map<Long, Map<TestEntry, Integer>> most = new TreeMap<>();
        for (List<TestEntry> source : sources) {
            Map<TestEntry, Integer> counts = new HashMap<>();
            source.forEach(entry -> counts.merge(entry, 1, Integer::sum));
            counts.forEach((entry, count) ->
                    most.computeIfAbsent(entry.ts(), time -> new HashMap<>()).merge(entry, count, Math::max));
        }
        return most;
    }

    private static Map<Long, Map<TestEntry, Integer>> counted(List<TestEntry> entries) {
        return model(List.of(entries));
    }

    /** What several ingesters make of one stream: different cuts, some lose lines, some repeat them. */
    private static List<List<TestEntry>> replicas(Random random, boolean metadata) {
        List<TestEntry> stream = new ArrayList<>();
        long time = START;
        for (int i = 0; i < 200; i++) {
            time += random.nextInt(4) * 600_000L;
            String line = random.nextInt(9) == 0 ? "" : "line " + random.nextInt(6);
            // the same for the same line and time: anything else is a conflict
            String[] pairs =
                    metadata && line.length() % 2 == 0 ? new String[] {"a", "v" + time % 7, "b", "w"} : new String[0];
            stream.add(TestEntry.of(time, line, pairs));
        }
        List<List<TestEntry>> sources = new ArrayList<>();
        for (int replica = 0; replica < 1 + random.nextInt(3); replica++) {
            List<TestEntry> seen = new ArrayList<>(stream);
            seen.removeIf(entry -> random.nextInt(30) == 0);
            int at = 0;
            while (at < seen.size()) {
                int to = Math.min(seen.size(), at + 1 + random.nextInt(80));
                sources.add(List.copyOf(seen.subList(at, to)));
                at = to;
            }
        }
        sources.sort(Comparator.comparingLong(source -> source.get(0).ts()));
        return sources;
    }

    @ParameterizedTest
    @EnumSource
    void everyEntryComesAsOftenAsInTheSourceThatHasItMost(Codec codec) throws IOException {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            int version = 3 + seed % 2;
            List<List<TestEntry>> sources = replicas(random, version == 4);
            List<byte[]> objects = sources.stream()
                    .map(entries -> chunk(version, codec, entries))
                    .toList();
            List<TestEntry> merged = merged(objects, format(version, codec));
            assertThat(counted(merged)).as("seed %d", seed).isEqualTo(model(sources));
            assertThat(merged).isSortedAccordingTo(Comparator.comparingLong(TestEntry::ts));
            assertThat(ChunkMerger.merge(readers(objects), format(version, codec))
                            .chunks()
                            .get(0)
                            .bytes())
                    .isEqualTo(ChunkMerger.merge(readers(objects), format(version, codec))
                            .chunks()
                            .get(0)
                            .bytes());
        }
    }

    @Test
    void versionsAndCodecsMix() throws IOException {
        List<TestEntry> one = List.of(TestEntry.of(START, "a"), TestEntry.of(START + 1, "b"));
        List<TestEntry> two = List.of(TestEntry.of(START + 1, "b"), TestEntry.of(START + 2, "c", "k", "v"));
        List<byte[]> objects = List.of(chunk(3, Codec.GZIP, one), chunk(4, Codec.SNAPPY, two));
        assertThat(merged(objects, format(4, Codec.ZSTD)))
                .containsExactly(
                        TestEntry.of(START, "a"), TestEntry.of(START + 1, "b"), TestEntry.of(START + 2, "c", "k", "v"));
    }

    @Test
    void repetitionsInOneSourceStay() throws IOException {
        TestEntry x = TestEntry.of(START, "x");
        List<byte[]> objects = List.of(
                chunk(3, Codec.NONE, List.of(x, x)),
                chunk(3, Codec.NONE, List.of(x)),
                chunk(3, Codec.NONE, List.of(x, TestEntry.of(START, "y"))));
        assertThat(merged(objects, format(3, Codec.NONE))).containsExactly(x, x, TestEntry.of(START, "y"));
    }

    @Test
    void theOrderOfPairsDoesNotMatter() throws IOException {
        TestEntry ab = TestEntry.of(START, "x", "a", "1", "b", "2");
        List<byte[]> objects = List.of(
                chunk(4, Codec.NONE, List.of(ab)),
                chunk(4, Codec.NONE, List.of(TestEntry.of(START, "x", "b", "2", "a", "1"))));
        assertThat(merged(objects, format(4, Codec.NONE))).containsExactly(ab);
    }

    @Test
    void sourcesThatDisagreeOnMetadataAreLeftAlone() throws IOException {
        TestEntry one = TestEntry.of(START, "x", "k", "1");
        TestEntry two = TestEntry.of(START, "x", "k", "2");
        List<byte[]> objects = List.of(chunk(4, Codec.NONE, List.of(one)), chunk(4, Codec.NONE, List.of(two)));
        MergeFormat format = format(4, Codec.NONE);
        assertThat(ChunkMerger.merge(readers(objects), format).conflict()).contains("3.7");

        MergeFormat newReaders = new MergeFormat(format.chunk(), format.span(), format.rawBytes(), true);
        assertThat(merged(objects, newReaders)).containsExactly(one, two);
        // both in each of them is no disagreement
        byte[] both = chunk(4, Codec.NONE, List.of(one, two));
        assertThat(merged(List.of(both, both), format)).containsExactly(one, two);
    }

    @Test
    void chunksAreCutBySpanAndSizeButNeverWithinATime() throws IOException {
        List<TestEntry> entries = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            entries.add(TestEntry.of(START + i / 4 * 60_000_000_000L, "line " + i + " " + i * 7919));
        }
        byte[] object = chunk(3, Codec.GZIP, entries);
        MergeFormat bySpan =
                new MergeFormat(new ChunkFormat(3, Codec.GZIP, 600, 1 << 20), Duration.ofMinutes(30), 16 << 20, false);
        MergeFormat bySize =
                new MergeFormat(new ChunkFormat(3, Codec.GZIP, 600, 2000), Duration.ofDays(1), 16 << 20, false);
        MergeFormat byRaw =
                new MergeFormat(new ChunkFormat(3, Codec.GZIP, 600, 1 << 20), Duration.ofDays(1), 900, false);
        for (MergeFormat format : List.of(bySpan, bySize, byRaw)) {
            MergedChunks result = ChunkMerger.merge(readers(List.of(object)), format);
            assertThat(result.chunks()).hasSizeGreaterThan(2);
            for (int i = 0; i < result.chunks().size(); i++) {
                ChunkRef ref = result.chunks().get(i).ref();
                assertThat(ref.throughMillis() - ref.fromMillis())
                        .isLessThanOrEqualTo(format.span().toMillis());
                if (i > 0) {
                    assertThat(ref.fromMillis())
                            .isGreaterThan(result.chunks().get(i - 1).ref().throughMillis());
                }
            }
            assertThat(merged(List.of(object), format)).isEqualTo(entries);
        }
        assertThat(ChunkMerger.merge(readers(List.of(object)), bySize).chunks())
                .allSatisfy(chunk -> assertThat(chunk.bytes().length).isLessThan(2400));
    }

    /** Chunks of Loki before 2.4, and of others who do not sort their blocks. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void blocksThatOverlapAreRead(int seed) throws IOException {
        Random random = new Random(seed);
        List<List<TestEntry>> blocks = new ArrayList<>();
        for (int block = 0; block < 6; block++) {
            List<TestEntry> entries = new ArrayList<>();
            long time = START + random.nextInt(5);
            for (int i = 0; i < 8; i++) {
                time += random.nextInt(3);
                entries.add(TestEntry.of(time, "b" + random.nextInt(3)));
            }
            blocks.add(entries);
        }
        byte[] overlapping = overlapping(blocks);
        List<TestEntry> all = blocks.stream().flatMap(List::stream).toList();
        assertThat(counted(merged(List.of(overlapping), format(3, Codec.NONE)))).isEqualTo(counted(all));

        List<TestEntry> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(TestEntry::ts));
        List<byte[]> both = List.of(overlapping, chunk(3, Codec.NONE, sorted));
        assertThat(counted(merged(both, format(3, Codec.NONE)))).isEqualTo(counted(all));
    }

    private static byte[] overlapping(List<List<TestEntry>> blocks) {
        ChunkAssembly assembly = new ChunkAssembly(3, Codec.NONE, 0);
        for (List<TestEntry> block : blocks) {
            ByteSink raw = new ByteSink();
            long size = 0;
            for (TestEntry entry : block) {
                raw.varint(entry.ts());
                raw.uvarint(entry.lineBytes().length);
                raw.write(entry.lineBytes());
                size += entry.lineBytes().length;
            }
            assembly.add(
                    raw,
                    size,
                    block.size(),
                    block.get(0).ts(),
                    block.get(block.size() - 1).ts());
        }
        ChunkHeader header = new ChunkHeader(
                TenantId.of("fake"),
                Fingerprints.of(TestVectorsTest.LABELS),
                assembly.fromMillis(),
                assembly.throughMillis(),
                TestVectorsTest.LABELS,
                129);
        return assembly.finish(header, (encoder, out) -> {}).bytes();
    }

    @Test
    void theCheckSeesWhatIsMissingTooMuchOrOther() throws IOException {
        List<TestEntry> entries = new ArrayList<>(replicas(new Random(3), true).get(0));
        entries.add(TestEntry.of(entries.get(entries.size() - 1).ts(), "last", "k", "v"));
        byte[] source = chunk(4, Codec.NONE, entries);
        List<List<TestEntry>> wrong = new ArrayList<>();
        for (int i = 0; i < entries.size(); i += 7) {
            List<TestEntry> without = new ArrayList<>(entries);
            without.remove(i);
            wrong.add(without);
            List<TestEntry> twice = new ArrayList<>(entries);
            twice.add(i, entries.get(i));
            wrong.add(twice);
            TestEntry one = entries.get(i);
            List<TestEntry> otherLine = new ArrayList<>(entries);
            otherLine.set(i, new TestEntry(one.ts(), one.line() + "!", one.metadata()));
            wrong.add(otherLine);
            List<TestEntry> otherMetadata = new ArrayList<>(entries);
            otherMetadata.set(i, TestEntry.of(one.ts(), one.line(), "x", "y"));
            wrong.add(otherMetadata);
        }
        wrong.add(Collections.singletonList(entries.get(0)));
        MergeCheck.require(readers(List.of(source, source)), readers(List.of(source)));
        for (List<TestEntry> result : wrong) {
            List<ChunkReader> results = readers(List.of(chunk(4, Codec.NONE, result)));
            assertThatThrownBy(() -> MergeCheck.require(readers(List.of(source)), results))
                    .isInstanceOf(CorruptDataException.class);
        }
        assertThatThrownBy(() -> MergeCheck.require(readers(List.of(source)), readers(List.of(source, source))))
                .isInstanceOf(CorruptDataException.class);
    }
}
