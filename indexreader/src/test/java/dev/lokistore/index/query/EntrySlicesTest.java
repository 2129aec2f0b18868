package dev.lokistore.index.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.logql.Selector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("one-runtime")
class EntrySlicesTest {
    @TempDir
    Path temporary;

    private final List<String> problems = new ArrayList<>();

    private List<Row> whole(LokiStore store, EntryQuery query) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (EntryStream stream = new EntrySearch(store, QueryOptions.defaults(temporary))
                .run(query, (subject, e) -> problems.add(subject))) {
            while (stream.next()) {
                rows.add(Row.of(stream));
            }
        }
        return rows;
    }

    private List<Row> sliced(LokiStore store, EntryQuery query, Duration length, boolean perTenant) throws IOException {
        List<Row> rows = new ArrayList<>();
        EntrySearch search = new EntrySearch(store, QueryOptions.defaults(temporary));
        Set<String> seen = new HashSet<>();
        double share = 0;
        try (EntrySlices slices =
                EntrySlices.of(store, query, length, perTenant, (subject, e) -> problems.add(subject))) {
            for (Optional<EntrySlice> next = slices.next(); next.isPresent(); next = slices.next()) {
                EntrySlice slice = next.get();
                share += slice.share();
                assertThat(slice.tenant().isPresent()).isEqualTo(perTenant);
                assertThat(seen.add(slice.range() + " " + slice.tenant())).isTrue();
                try (EntryStream stream =
                        search.run(slice, query, (subject, e) -> problems.add(subject), defect -> {})) {
                    while (stream.next()) {
                        Row row = Row.of(stream);
                        assertThat(slice.range().contains(row.ts())).isTrue();
                        assertThat(slice.tenant().map(TenantId::value).orElse(row.tenant()))
                                .isEqualTo(row.tenant());
                        rows.add(row);
                    }
                }
            }
        }
        assertThat(share).isBetween(0.99, 1.01);
        return rows;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "minio-boltdb-v12", "fs-multi-period", "fs-tsdb-v13-zstd"})
    void slicesTogetherAreTheQuery(String name) throws IOException {
        LokiStore store = GoldenStore.load(name).open(temporary);
        for (EntryQuery.Source source : EntryQuery.Source.values()) {
            EntryQuery query = EntryQuery.of(Selector.ALL).withSource(source);
            List<Row> all = whole(store, query);

            for (Duration length : List.of(Duration.ofHours(7), Duration.ofDays(1), Duration.ofDays(30))) {
                assertThat(sliced(store, query, length, false)).isEqualTo(all);
                assertThat(sliced(store, query, length, true)).containsExactlyInAnyOrderElementsOf(all);
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void aRangeCutsTheFirstAndTheLastSlice() throws IOException {
        LokiStore store = GoldenStore.load("fs-multi-period").open(temporary);
        List<Row> all = whole(store, EntryQuery.of(Selector.ALL));
        TimeRange range =
                new TimeRange(all.get(100).ts(), all.get(all.size() - 100).ts());
        EntryQuery query =
                EntryQuery.of(Selector.parse("{job=~\".+\"} |= \"e\"")).withRange(range);

        List<Row> wanted = all.stream()
                .filter(row -> range.contains(row.ts()) && row.line().contains("e"))
                .toList();

        assertThat(sliced(store, query, Duration.ofDays(1), false)).isEqualTo(wanted);
        assertThat(problems).isEmpty();
    }

    @Test
    void digestTellsSlicesWithOtherChunksApart() throws IOException {
        LokiStore store = GoldenStore.load("fs-tsdb-v13-none").open(temporary);
        EntryQuery query = EntryQuery.of(Selector.ALL);

        List<String> digests = digests(store, query);

        assertThat(digests).doesNotHaveDuplicates().isEqualTo(digests(store, query));
        assertThat(digests(store, EntryQuery.of(Selector.parse("{app=\"kubelet\"}"))))
                .doesNotContainAnyElementsOf(digests);
    }

    private List<String> digests(LokiStore store, EntryQuery query) throws IOException {
        List<String> digests = new ArrayList<>();
        try (EntrySlices slices =
                EntrySlices.of(store, query, Duration.ofHours(6), true, (subject, e) -> problems.add(subject))) {
            for (Optional<EntrySlice> next = slices.next(); next.isPresent(); next = slices.next()) {
                digests.add(next.get().digest());
            }
        }
        return digests;
    }
}
