package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cat} and {@code grep} on golden stores, against what Loki itself returned. */
class EntryCommandsTest {
    /** Empty lines that Loki stores and does not return: {@code testdata/README.md} names them. */
    private static final Set<Long> UNRETURNED =
            Set.of(1794730120754554988L, 1794862561352715648L, 1795058166220441070L);

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "minio-boltdb-v12", "fs-multi-period-compacted", "fs-tsdb-v13-zstd"})
    void catGivesWhatLokiReturned(String fixture, @TempDir Path temporary) throws IOException {
        Path store = Archives.unpack(fixture, temporary);
        try (DirectoryStream<Path> tenants = Files.newDirectoryStream(store.resolve("expected"))) {
            for (Path expected : tenants) {
                String tenant = expected.getFileName().toString().replace(".jsonl", "");
                CliRun run = CliRun.on(fixture, "cat", "{job=~\".+\"}", "-t", tenant, "-o", "jsonl");

                assertThat(run.err()).isEmpty();
                assertThat(run.code()).isZero();
                assertThat(entries(run.lines(), tenant))
                        .containsExactlyInAnyOrderElementsOf(entries(Files.readAllLines(expected), tenant));
            }
        }
    }

    private static List<JsonNode> entries(List<String> lines, String tenant) {
        List<JsonNode> entries = new ArrayList<>();
        for (String line : lines) {
            ObjectNode entry = (ObjectNode) Json.parse(line);
            if (!UNRETURNED.contains(entry.path("ts").asLong())) {
                entries.add(entry.put("tenant", tenant));
            }
        }
        return entries;
    }

    @Test
    void entriesComeInOrderOfTimeAndReverseTurnsThemRound() {
        List<String> forward =
                CliRun.on("fs-tsdb-v13-none", "cat", "-o", "jsonl").lines();
        List<String> backward = new ArrayList<>(
                CliRun.on("fs-tsdb-v13-none", "cat", "--reverse", "-o", "jsonl").lines());
        java.util.Collections.reverse(backward);

        assertThat(forward).hasSize(500).isEqualTo(backward);
        assertThat(forward)
                .extracting(line -> Json.parse(line).path("ts").asLong())
                .isSorted();
    }

    @Test
    void noIndexGivesTheSame() {
        assertThat(CliRun.on("fs-tsdb-v13-lz4", "cat", "--no-index", "-o", "jsonl")
                        .out())
                .isEqualTo(CliRun.on("fs-tsdb-v13-lz4", "cat", "-o", "jsonl").out());
    }

    @Test
    void replicasShowMore() {
        String selector = "{app=\"kubelet\"}";
        int once = CliRun.on("minio-boltdb-v12", "cat", selector, "-o", "raw")
                .lines()
                .size();
        int all = CliRun.on("minio-boltdb-v12", "cat", selector, "-o", "raw", "--replicas")
                .lines()
                .size();

        assertThat(all).isGreaterThan(once);
    }

    @Test
    void rangeIsHalfOpen() {
        CliRun all = CliRun.on("fs-tsdb-v13-none", "cat", "-o", "jsonl", "--limit", "1");
        assertThat(all.out()).contains("1795132953265467630");
        String first = "2026-11-20T00:02:33.265467630Z";

        assertThat(count("--from", first)).isEqualTo(500);
        assertThat(count("--to", first)).isZero();
        assertThat(count("--to", "2026-11-20T00:02:33.265467631Z")).isEqualTo(1);
    }

    private static int count(String option, String time) {
        return CliRun.on("fs-tsdb-v13-none", "cat", option, time, "-o", "jsonl")
                .lines()
                .size();
    }

    @Test
    void plainEntryIsTimeLabelsLineMetadata() {
        CliRun run = CliRun.on("fs-tsdb-v13-gzip", "cat", "{app=\"checkout\"}", "--limit", "1");

        assertThat(run.lines())
                .containsExactly("2026-11-20T00:49:41.140507543Z {app=\"checkout\","
                        + " filename=\"/var/log/pods/checkout_1/0.log\", job=\"acme/checkout\","
                        + " namespace=\"kube-system\", pod=\"checkout-1\"} {\"level\": \"info\", \"msg\": \"cart"
                        + " expired\", \"order\": 674064917, \"user\": \"u3081@example.com\", \"ms\": 221.743}"
                        + " {detected_level=\"info\"}");
    }

    @Test
    void grepHighlightsOnlyWithColour() {
        CliRun plain = CliRun.on("fs-tsdb-v13-gzip", "grep", "Probe failed", "--limit", "1");
        CliRun coloured = CliRun.on("fs-tsdb-v13-gzip", "grep", "Probe failed", "--limit", "1", "--color", "always");

        assertThat(plain.out()).contains("\"Probe failed\"").doesNotContain("\u001b");
        assertThat(coloured.out()).contains("\"\u001b[1;31mProbe failed\u001b[0m\"");
    }

    @Test
    void grepTakesExpressionsAndIgnoresCase() {
        long literal = CliRun.on("fs-tsdb-v13-gzip", "grep", "Probe failed", "-o", "raw")
                .lines()
                .size();

        assertThat(literal).isPositive();
        assertThat(CliRun.on("fs-tsdb-v13-gzip", "grep", "-i", "pRoBe FaIlEd", "-o", "raw")
                        .lines())
                .hasSize((int) literal);
        assertThat(CliRun.on("fs-tsdb-v13-gzip", "grep", "-E", "Pr.be fa+iled", "-o", "raw")
                        .lines())
                .hasSize((int) literal);
        assertThat(CliRun.on("fs-tsdb-v13-gzip", "grep", "Pr.be fa+iled", "-o", "raw")
                        .out())
                .isEmpty();
    }

    @Test
    void everyFormatOfEntriesHoldsTheSame() {
        List<JsonNode> lines = Json.lines(CliRun.on("fs-tsdb-v13-gzip", "cat", "--limit", "7", "-o", "jsonl")
                .out());
        JsonNode json = Json.parse(CliRun.on("fs-tsdb-v13-gzip", "cat", "--limit", "7", "-o", "json")
                .out());
        JsonNode yaml = Json.yaml(CliRun.on("fs-tsdb-v13-gzip", "cat", "--limit", "7", "-o", "yaml")
                .out());

        assertThat(json).hasSameElementsAs(lines);
        assertThat(yaml.size()).isEqualTo(7);
        for (int i = 0; i < 7; i++) {
            assertThat(yaml.get(i).path("line")).isEqualTo(json.get(i).path("line"));
            assertThat(yaml.get(i).path("ts").asLong())
                    .isEqualTo(json.get(i).path("ts").asLong());
        }
        assertThat(CliRun.on("fs-tsdb-v13-gzip", "cat", "--limit", "7", "-o", "csv")
                        .out())
                .startsWith("tenant,labels,ts,line,lineBase64,metadata\r\n");
    }
}
