package dev.lokistore.index.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a listing tells of one table: day 19675 is 2023-11-14. */
class TableHealthTest {
    private static final Instant STORED = Instant.parse("2023-11-14T10:20:00Z");
    private static final Instant NOW = Instant.parse("2023-11-16T12:00:00Z");
    /** Begun at 2023-11-14T10:15:00Z. */
    private static final String TSDB_UPLOAD = "1699956900-ingester-0-1699919000123456789.tsdb.gz";

    private static final String BOLTDB_UPLOAD = "ingester-0-1699919000123456789-1699956900.gz";
    /** Made at 2023-11-14T11:00:00Z. */
    private static final String COMPACTED =
            "1699959600000000000-compactor-1699956900000-1699957000000-f231c397.tsdb.gz";

    private static final String SCHEMA = """
            schema_config:
              configs:
                - {from: 2023-11-14, store: tsdb, object_store: s3, schema: v13, index: {prefix: index_, period: 24h}}
            """;

    private final MemoryObjectStore store = new MemoryObjectStore(Clock.fixed(STORED, ZoneOffset.UTC));

    @Test
    void aCompactedTableIsSoundAndNothingWaits() throws IOException {
        TableHealth health = health("index_19675/a/" + COMPACTED, "index_19675/b/" + COMPACTED);

        assertThat(health.backlog()).isNull();
        assertThat(health.faults(NOW)).isEmpty();
        assertThat(health.commonFiles()).isZero();
        assertThat(health.tenantFiles())
                .containsExactlyEntriesOf(
                        new java.util.TreeMap<>(java.util.Map.of(TenantId.of("a"), 1, TenantId.of("b"), 1)));
    }

    @Test
    void uploadsWaitFromTheEarlierOfNameAndObjectTime() throws IOException {
        TableHealth health = health("index_19675/" + TSDB_UPLOAD, "index_19675/a/" + COMPACTED);

        Backlog backlog = Optional.ofNullable(health.backlog()).orElseThrow();
        assertThat(backlog.files()).isOne();
        assertThat(backlog.oldestObject()).isEqualTo(STORED);
        assertThat(backlog.oldestName()).isEqualTo("2023-11-14T10:15:00Z");
        assertThat(backlog.since()).isEqualTo("2023-11-14T10:15:00Z");
        assertThat(backlog.lag(NOW)).isEqualTo(Duration.parse("P2DT1H45M"));
        assertThat(backlog.lag(STORED.minusSeconds(3_600))).as("yet to come").isZero();
        assertThat(health.faults(NOW)).containsExactly(TableFault.UNCOMPACTED);
        assertThat(health.faults(STORED.plusSeconds(600))).as("ten minutes old").isEmpty();
        assertThat(health.commonFiles()).isOne();
    }

    @Test
    void ofTwoCompactedFilesInOnePlaceTheYoungerWaits() throws IOException {
        TableHealth health =
                health("index_19675/a/" + COMPACTED, "index_19675/a/" + COMPACTED.replace("16999596", "16999597"));

        Backlog backlog = Optional.ofNullable(health.backlog()).orElseThrow();
        assertThat(backlog.files()).isOne();
        assertThat(backlog.oldestName()).isEqualTo("2023-11-14T11:01:40Z");
    }

    @Test
    void aLegacyNameWithoutATimeGoesByItsObject() throws IOException {
        TableHealth health = health("index_19675/ingester-0-1699919000123456789");

        Backlog backlog = Optional.ofNullable(health.backlog()).orElseThrow();
        assertThat(backlog.oldestName()).isNull();
        assertThat(backlog.since()).isEqualTo(STORED);
    }

    @Test
    void straysInTheFolderAreTheTablesAndWaitForNothing() throws IOException {
        TableHealth health = health(
                "index_19675/a/" + COMPACTED,
                "index_19675/a/b/c.gz",
                "index_19675/upload.tmp",
                "index_196750/x/y/z",
                "stray");

        assertThat(health.faults(NOW)).containsExactly(TableFault.STRAY_FILES);
        assertThat(health.strays())
                .extracting(stray -> stray.object().key().value())
                .containsExactly("index/index_19675/a/b/c.gz", "index/index_19675/upload.tmp");
        assertThat(health.backlog()).isNull();
    }

    @Test
    void emptyFilesAndBothKindsAreSaidTogetherTheUrgentFirst() throws IOException {
        store.put(ObjectKey.of("index/index_19675/" + TSDB_UPLOAD), new byte[0]);

        TableHealth health = health("index_19675/" + BOLTDB_UPLOAD);

        assertThat(health.emptyFiles()).containsExactly(ObjectKey.of("index/index_19675/" + TSDB_UPLOAD));
        assertThat(health.faults(NOW))
                .containsExactly(TableFault.EMPTY_FILES, TableFault.MIXED_KINDS, TableFault.UNCOMPACTED);
    }

    @ParameterizedTest
    @CsvSource({
        "index_19675/a/, FITS",
        "index_19674/a/, OUTSIDE", // before the first period
        "other_19675/a/, OUTSIDE", // another prefix
        "index_2811/a/, OUTSIDE", // a week
    })
    void aTableFitsThePeriodThatNamesIt(String place, SchemaFit expected) throws IOException {
        assertThat(health(place + COMPACTED).schemaFit()).isEqualTo(expected);
    }

    @Test
    void aBoltdbTableInATsdbPeriodIsOfTheWrongKind() throws IOException {
        TableHealth health = health("index_19675/compactor-1699959600.gz");

        assertThat(health.schemaFit()).isEqualTo(SchemaFit.WRONG_KIND);
        assertThat(health.faults(NOW)).containsExactly(TableFault.WRONG_KIND);
    }

    @Test
    void withoutAnySchemaEveryTableFits() throws IOException {
        store.put(ObjectKey.of("index/index_19675/a/" + COMPACTED), new byte[1]);
        StoreSchema none = new StoreSchema(List.of(), StoreSchema.Origin.DETECTED, List.of());

        assertThat(SchemaFit.of(scan().tables().get(0), none)).isEqualTo(SchemaFit.FITS);
    }

    @Test
    void aTableThatBeginsBeyondTheGracePeriodIsInTheFuture() throws IOException {
        TableHealth health = health("index_19675/a/" + COMPACTED);
        Instant start = Instant.parse("2023-11-14T00:00:00Z");

        assertThat(health.faults(start.minus(TableHealth.CREATION_GRACE))).isEmpty();
        assertThat(health.faults(start.minus(TableHealth.CREATION_GRACE).minusMillis(1)))
                .containsExactly(TableFault.FUTURE);
    }

    private TableHealth health(String... keys) throws IOException {
        for (String key : keys) {
            store.put(ObjectKey.of("index/" + key), new byte[1]);
        }
        TableScan scan = scan();
        StoreSchema schema = new StoreSchema(
                LokiConfig.parse("loki.yaml", SCHEMA, name -> Optional.empty()).periods(),
                StoreSchema.Origin.CONFIGURED,
                List.of());
        return TableHealth.of(scan.tables().get(0), scan.strays(), schema);
    }

    private TableScan scan() throws IOException {
        try (Listing<ObjectInfo> listing = store.list("index/")) {
            return TableScan.of(listing, "index/");
        }
    }
}
