package dev.lokistore.index.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.boltdb.RowRules;
import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.layout.NestedReader;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Tables that real Lokis wrote. */
class TableInspectionTest {
    @TempDir
    private Path temporary;

    @ParameterizedTest
    @FieldSource("dev.lokistore.index.GoldenStores#ALL")
    void nothingIsWrongWithGoldenTablesAndAllTheirChunksComeOut(String name) throws IOException {
        MemoryObjectStore objects = GoldenStores.open(name);
        OpenOptions options = OpenOptions.defaults(temporary);
        LokiStore loki = LokiStore.open(NestedReader.of(objects, GoldenStores.root(name)), options);
        List<String> faults = new ArrayList<>();
        for (Table table : loki.tables()) {
            Set<String> found = new TreeSet<>();
            SchemaPeriod period = loki.schema()
                    .periodAt(
                            table.day().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli())
                    .orElseThrow();
            RowRules rules = RowRules.of(period, table.firstDay(), table.lastDay());
            new TableInspection(table, rules, temporary, new TableInspection.Sink() {
                        @Override
                        public void fault(TableFile file, FileFault fault) {
                            faults.add(file.key() + " " + fault);
                        }

                        @Override
                        public void unread(TableFile file, IOException cause) {
                            throw new AssertionError(file.key(), cause);
                        }

                        @Override
                        public void series(IndexedSeries series) {
                            found.addAll(texts(series));
                        }
                    })
                    .run(Set.of(), loki.objects(), TableInspection.Depth.CONTENT);
            assertThat(found).isEqualTo(read(loki, table));
        }
        assertThat(faults).isEmpty();
    }

    private Set<String> read(LokiStore loki, Table table) throws IOException {
        Set<String> read = new TreeSet<>();
        try (TableReader reader = loki.openTable(table, (subject, cause) -> {
                    throw new AssertionError(subject, cause);
                });
                SeriesCursor series = reader.series(SeriesQuery.ALL)) {
            while (series.next()) {
                read.addAll(texts(series.series()));
            }
        }
        return read;
    }

    private static List<String> texts(IndexedSeries series) {
        return series.chunks().stream()
                .map(IndexedChunk::ref)
                .map(ref -> series.tenant() + " " + series.labels() + " " + ref)
                .toList();
    }
}
