package dev.lokistore.index.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sorting the objects below an index prefix into tables. */
class TableScanTest {
    private static final String UPLOAD = "1700006700-node.tsdb.gz";
    private static final String COMPACTED = "1700100000-compactor-1-2-f231c397.tsdb.gz";

    @Test
    void filesAreSortedIntoTablesByNumberAndPlacesByDepth() throws IOException {
        TableScan scan = scan(
                "index/index_19676/" + UPLOAD,
                "index/index_19676/tenantA/" + COMPACTED,
                "index/index_19675/compactor-1699999999.gz",
                "chunks/not/ours");

        assertThat(scan.strays()).isEmpty();
        assertThat(scan.tables()).extracting(Table::name).containsExactly("index_19675", "index_19676");
        Table first = scan.tables().get(0);
        assertThat(first.prefix()).isEqualTo("index_");
        assertThat(first.number()).isEqualTo(19675);
        assertThat(first.day()).isEqualTo(LocalDate.of(2023, 11, 14));
        assertThat(first.kind()).isEqualTo(TableKind.BOLTDB);
        assertThat(first.compacted()).isTrue();
        Table second = scan.tables().get(1);
        assertThat(second.files()).extracting(TableFile::tenant).containsExactly(null, TenantId.of("tenantA"));
        assertThat(second.tenantFolders()).containsExactly(TenantId.of("tenantA"));
        assertThat(second.compacted()).isFalse();
        assertThat(second.storedBytes()).isEqualTo(2);
        assertThat(second.oddities()).isEmpty();
    }

    @Test
    void whatIsNoIndexFileIsClassifiedInKeyOrder() throws IOException {
        TableScan scan = scan(
                "index/README",
                "index/delete_requests/delete_requests.gz",
                "index/delete_requests/delete_requests.sqlite.gz",
                "index/index_19675/",
                "index/index_19675/../x.gz",
                "index/index_19675/a/b/c.gz",
                "index/index_x/" + UPLOAD,
                "index/index_19675/tenant/");

        assertThat(scan.tables()).isEmpty();
        assertThat(scan.strays())
                .extracting(Stray::why)
                .containsExactly(
                        Stray.Why.WRONG_DEPTH,
                        Stray.Why.DELETE_REQUESTS,
                        Stray.Why.DELETE_REQUESTS,
                        Stray.Why.NO_TENANT,
                        Stray.Why.WRONG_DEPTH,
                        Stray.Why.FOREIGN_FOLDER);
    }

    @Test
    void oddNamesStayInTheirTableAndAreListed() throws IOException {
        Table table = scan(
                        "index/index_19675/" + COMPACTED,
                        "index/index_19675/notes.txt",
                        "index/index_19675/vm-1-1699920900",
                        "index/index_19675/vm-1-1699920900.gz")
                .tables()
                .get(0);

        assertThat(table.files()).hasSize(4);
        assertThat(table.kind()).as("odd names do not count").isEqualTo(TableKind.BOLTDB);
        assertThat(table.oddities())
                .extracting(stray -> stray.object().key().value())
                .containsExactly(
                        "index/index_19675/" + COMPACTED,
                        "index/index_19675/notes.txt",
                        "index/index_19675/vm-1-1699920900");
    }

    @Test
    void tableOfBothKindsIsMixedAndOneOfOddNamesIsWhatTheyLookLike() throws IOException {
        assertThat(scan("index/index_19675/" + UPLOAD, "index/index_19675/vm-1-1699920900.gz")
                        .tables()
                        .get(0)
                        .kind())
                .isEqualTo(TableKind.MIXED);
        assertThat(scan("index/index_19675/" + COMPACTED).tables().get(0).kind())
                .isEqualTo(TableKind.TSDB);
    }

    @Test
    void tableWithTwoCompactedFilesInOnePlaceIsNotCompacted() throws IOException {
        Table table = scan("index/index_19675/compactor-1699999998.gz", "index/index_19675/compactor-1699999999.gz")
                .tables()
                .get(0);
        assertThat(table.compacted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "index_19675, index_, 19675, 19675, 19675",
        "19675, '', 19675, 19675, 19675",
        "idx219675, idx2, 19675, 19675, 19675",
        "index_2810, index_, 2810, 19670, 19676",
        "index_7, index_, 7, 7, 7",
        "a_1_19675, a_1_, 19675, 19675, 19675"
    })
    void numberAndDaysComeFromTheName(String name, String prefix, long number, long first, long last) {
        assertThat(TableScan.table(name, List.of())).contains(new Table(name, prefix, number, first, last, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "index_", "index_19675x", "index_0123", "delete_requests", "\u0661\u0662"})
    void otherNamesAreNoTables(String name) {
        assertThat(TableScan.table(name, List.of())).isEmpty();
    }

    private static TableScan scan(String... keys) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        for (String key : keys) {
            store.put(ObjectKey.of(key), new byte[1]);
        }
        try (Listing<ObjectInfo> listing = store.list("index/")) {
            return TableScan.of(listing, "index/");
        }
    }
}
