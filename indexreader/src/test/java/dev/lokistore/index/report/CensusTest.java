package dev.lokistore.index.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.health.ChunkCensus;
import dev.lokistore.index.health.ChunkKeys;
import dev.lokistore.index.health.ChunkPayloads;
import dev.lokistore.index.health.IndexCensus;
import dev.lokistore.index.health.IndexFormat;
import dev.lokistore.index.query.GoldenStore;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats counted, compared with what reading everything tells. */
class CensusTest {
    private static final Problems NONE = (subject, cause) -> {
        throw new AssertionError(subject, cause);
    };

    @TempDir
    Path temporary;

    @Test
    void indexFilesAreCountedByKindAndVersion() throws IOException {
        LokiStore store = GoldenStore.load("fs-multi-period-compacted").open(temporary);

        List<IndexFormat> formats = IndexCensus.of(store, 2, NONE);

        // per the fixture's schema: four days of boltdb, then v12 and v13, where TSDB files have formats 2 and 3
        assertThat(formats)
                .extracting(IndexFormat::kind, IndexFormat::version, IndexFormat::gzipped, IndexFormat::compacted)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(IndexKind.BOLTDB, null, true, true),
                        org.assertj.core.groups.Tuple.tuple(IndexKind.TSDB, 2, true, true),
                        org.assertj.core.groups.Tuple.tuple(IndexKind.TSDB, 3, true, true));
        assertThat(formats.stream().mapToLong(IndexFormat::files).sum())
                .isEqualTo(store.tables().stream()
                        .mapToLong(table -> table.files().size())
                        .sum());
        assertThat(formats.stream().mapToLong(IndexFormat::storedBytes).sum())
                .isEqualTo(store.tables().stream().mapToLong(Table::storedBytes).sum());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-multi-period", "fs-tsdb-v13-zstd", "minio-boltdb-v12"})
    void chunksAreCountedByKeyAndWithAllHeadersByCodec(String name) throws IOException {
        GoldenStore golden = GoldenStore.load(name);
        List<KnownChunk> known = KnownChunk.all(golden.open(temporary));
        RecordingReader reader = new RecordingReader(golden.objects());
        LokiStore store = GoldenStore.open(reader, temporary);

        ChunkCensus census = ChunkCensus.of(store, Set.of(), ChunkCensus.ALL, 2, NONE);

        assertThat(census.keys().stream().mapToLong(ChunkKeys::chunks).sum()).isEqualTo(known.size());
        assertThat(census.keys())
                .allMatch(
                        keys -> keys.schema() != null && (keys.schema() <= 11) == (keys.form() == ChunkKeyScheme.FLAT));
        Map<String, Long> codecs = census.payloads().stream()
                .collect(Collectors.groupingBy(
                        payload -> payload.codec().lokiName(), Collectors.summingLong(ChunkPayloads::chunks)));
        assertThat(codecs)
                .isEqualTo(known.stream().collect(Collectors.groupingBy(KnownChunk::codec, Collectors.counting())));
        assertThat(census.payloads().stream()
                        .mapToLong(ChunkPayloads::storedBytes)
                        .sum())
                .isEqualTo(known.stream().mapToLong(KnownChunk::storedBytes).sum());
    }

    @Test
    void aSampleReadsSoManyHeadersOfEachTableAndTheSameOnesAgain() throws IOException {
        GoldenStore golden = GoldenStore.load("minio-boltdb-v12");
        Set<String> chunks = KnownChunk.all(golden.open(temporary)).stream()
                .map(KnownChunk::objectKey)
                .collect(Collectors.toSet());

        Set<String> first = readBySample(golden, 4, chunks);

        assertThat(first).hasSize(4 * 3);
        assertThat(readBySample(golden, 4, chunks)).isEqualTo(first);
        assertThat(readBySample(golden, 0, chunks)).isEmpty();
    }

    private Set<String> readBySample(GoldenStore golden, int sample, Set<String> chunks) throws IOException {
        RecordingReader reader = new RecordingReader(golden.objects());
        LokiStore store = GoldenStore.open(reader, temporary);
        store.schema(); // which may read a chunk itself
        Set<String> before = Set.copyOf(reader.contents());
        ChunkCensus census = ChunkCensus.of(store, Set.of(), sample, 2, NONE);
        assertThat(census.payloads().stream().mapToLong(ChunkPayloads::chunks).sum())
                .isEqualTo(sample * 3L);
        String root = store.layout().root();
        return reader.contents().stream()
                .filter(key -> !before.contains(key) && chunks.contains(key.substring(root.length())))
                .collect(Collectors.toSet());
    }
}
