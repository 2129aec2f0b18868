package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each report on golden stores: fields as documented, figures as the fixtures' README and listings say. */
@Tag("one-runtime")
class ReportCommandsTest {
    private static final String TSDB = "fs-tsdb-v13-gzip";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenants | tenant tables streams chunks storedBytes from through",
                "tables | table day kind files storedBytes compacted tenants streams chunks period faults commonFiles"
                        + " tenantFiles uncompactedFiles oldestUploadStored oldestUploadNamed compactionLagSeconds strays"
                        + " emptyFiles",
                "coverage | tenant labels from through chunks missingChunks unindexedChunks",
                "streams | tenant fingerprint labels chunks storedBytes entries rawBytes estimated from through",
                "labels | tenant label values streams",
                "labels app | tenant label value streams chunks",
                "chunks | tenant key objectKey fingerprint labels from through checksum storedBytes entries rawBytes"
                        + " estimated tables state",
                "du --by tenant,namespace | group streams chunks missingChunks storedBytes rawBytes entries averageChunkBytes"
                        + " tinyChunks tiny overlapBytes overlap estimated share",
            })
    void jsonLinesHaveTheDocumentedFields(String command, String fields) {
        CliRun run = CliRun.on(TSDB, (command + " -o jsonl").split(" "));

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        List<JsonNode> rows = Json.lines(run.out());
        assertThat(rows).isNotEmpty();
        assertThat(Json.names(rows.get(0))).containsExactly(fields.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenants",
                "tables",
                "streams",
                "labels",
                "chunks",
                "chunks --histogram",
                "du --by day",
                "cardinality",
                "coverage",
                "info",
                "schema"
            })
    void everyFormatHoldsTheSameRecords(String command) {
        int rows = Json.lines(on(command, "jsonl")).size();
        JsonNode json = Json.parse(on(command, "json"));
        assertThat(json.isArray() ? json.size() : 1).isEqualTo(rows);
        if (!command.equals("schema")) {
            assertThat(Json.yaml(on(command, "yaml"))).isEqualTo(Json.yaml(on(command, "json")));
        }
        assertThat(on(command, "csv").split("\r\n")).hasSize(rows + 1);
        assertThat(on(command, "table")).isNotBlank();
        assertThat(on(command, "wide")).isNotBlank();
    }

    private static String on(String command, String format) {
        CliRun run = CliRun.on(TSDB, (command + " --quiet -o " + format).split(" "));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return run.out();
    }

    @Test
    void tenantsAreAlignedForPeople() {
        CliRun run = CliRun.on(TSDB, "tenants");

        assertThat(run.lines())
                .containsExactly(
                        "TENANT  TABLES  STREAMS  CHUNKS   STORED  FROM                 THROUGH",
                        "acme         2        5     174  115 KiB  2026-11-20 00:02:33  2026-11-21 23:49:43");
    }

    @Test
    void timesHaveMillisecondsAndFingerprintsNoPadding() {
        JsonNode stream =
                Json.lines(CliRun.on(TSDB, "streams", "-o", "jsonl").out()).get(0);

        assertThat(stream.path("from").asText()).matches("2026-11-2\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(stream.path("fingerprint").asText()).matches("[1-9a-f][0-9a-f]{0,15}");
        assertThat(stream.path("estimated").asBoolean()).isTrue();
    }

    @Test
    void boltdbDoesNotKnowRawBytesUnlessExact() {
        JsonNode quick = Json.lines(
                        CliRun.on("fs-boltdb-v11", "du", "-o", "jsonl").out())
                .get(0);
        JsonNode exact = Json.lines(CliRun.on("fs-boltdb-v11", "du", "--exact", "-o", "jsonl")
                        .out())
                .get(0);

        assertThat(quick.path("rawBytes").isNull()).isTrue();
        assertThat(quick.path("entries").isNull()).isTrue();
        assertThat(exact.path("rawBytes").asLong()).isPositive();
        assertThat(exact.path("entries").asLong()).isIn(3021L, 3023L);
        assertThat(exact.path("storedBytes")).isEqualTo(quick.path("storedBytes"));
    }

    @Test
    void sharesAddUpToOne() {
        double sum =
                Json.lines(CliRun.on("fs-multi-period", "du", "--by", "tenant,namespace", "-o", "jsonl")
                                .out())
                        .stream()
                        .mapToDouble(row -> row.path("share").asDouble())
                        .sum();

        assertThat(sum).isBetween(0.999999, 1.000001);
    }

    @Test
    void schemaOfFourPeriodsIsReadyToPaste() {
        CliRun run = CliRun.on("fs-multi-period", "schema", "--quiet");

        assertThat(run.code()).isZero();
        JsonNode periods = Json.yaml(run.out()).at("/schema_config/configs");
        assertThat(periods).hasSize(4);
        assertThat(periods.findValuesAsText("schema")).containsExactly("v11", "v12", "v12", "v13");
        assertThat(periods.findValuesAsText("store"))
                .containsExactly("boltdb-shipper", "boltdb-shipper", "tsdb", "tsdb");
    }

    @Test
    void timeRangeLeavesTablesOut() {
        CliRun all = CliRun.on("fs-multi-period", "tables", "-o", "jsonl");
        CliRun some = CliRun.on("fs-multi-period", "tables", "--from", "now-2d", "--now", "2026-11-21", "-o", "jsonl");

        assertThat(some.code()).isZero();
        assertThat(some.lines().size()).isPositive().isLessThan(all.lines().size());
        assertThat(Json.lines(some.out()))
                .allSatisfy(row -> assertThat(row.path("day").asText()).isGreaterThanOrEqualTo("2026-11-18"));
    }

    @Test
    void statsCountRequestsOnStderr() {
        CliRun run = CliRun.on(TSDB, "tenants", "--stats");

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("stats: requests ").contains("list ").contains("retries 0");
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheCommand() {
        String archive = CliRun.archive(TSDB).toString();

        assertThat(CliRun.run("-o", "jsonl", "-s", archive, "tenants").out())
                .isEqualTo(CliRun.run("tenants", "-s", archive, "-o", "jsonl").out())
                .isNotEmpty();
    }

    @Test
    void severalTenantsMayBeNamed() {
        CliRun run = CliRun.on("fs-boltdb-v11", "-t", "team-a", "tenants", "-t", "team-b", "-o", "jsonl");

        assertThat(Json.lines(run.out()))
                .extracting(row -> row.path("tenant").asText())
                .containsExactly("team-a", "team-b");
    }

    @Test
    void verifiedChunksAreOk() {
        CliRun run = CliRun.on("minio-boltdb-v12", "chunks", "{app=\"kubelet\"}", "--verify", "-o", "jsonl");

        assertThat(run.code()).isZero();
        assertThat(Json.lines(run.out()))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.path("state").asText()).isEqualTo("ok"));
    }
}
