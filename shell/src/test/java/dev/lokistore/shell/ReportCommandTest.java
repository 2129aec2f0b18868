package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.shell.render.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report --html}: its figures are those of the other commands; the file is there whole or not at all. */
@Tag("one-runtime")
class ReportCommandTest {
    private static final String STORE = "fs-boltdb-v11";
    private static final Set<String> SECTIONS = Set.of(
            "tenants", "findings", "days", "streams", "labels", "sizes", "coverage", "retention", "tables", "store");

    @TempDir
    private Path folder;

    private static JsonNode data(String page) {
        String start = "<script type=\"application/json\" id=\"data\">";
        int from = page.indexOf(start) + start.length();
        return Json.parse(page.substring(from, page.indexOf("</script>", from)));
    }

    private static JsonNode report(String... options) {
        List<String> arguments = new ArrayList<>(List.of("report", "--html", "-"));
        arguments.addAll(List.of(options));
        CliRun run = CliRun.on(STORE, arguments.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return data(run.out());
    }

    private static JsonNode section(JsonNode report, String id) {
        for (JsonNode section : report.path("sections")) {
            if (section.path("id").asText().equals(id)) {
                return section;
            }
        }
        throw new AssertionError("no section " + id);
    }

    private static JsonNode block(JsonNode report, String id, String type) {
        for (JsonNode block : section(report, id).path("blocks")) {
            if (block.path("type").asText().equals(type)) {
                return block;
            }
        }
        throw new AssertionError("no " + type + " in " + id);
    }

    /** The numbers of a column. */
    private static List<Long> numbers(JsonNode table, String heading) {
        int column = 0;
        while (!table.at("/columns/" + column + "/0").asText().equals(heading)) {
            column++;
        }
        List<Long> numbers = new ArrayList<>();
        for (JsonNode row : table.path("rows")) {
            numbers.add(row.at("/" + column + "/0").asLong());
        }
        return numbers;
    }

    private static List<JsonNode> rows(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("-o", "jsonl"));
        return Json.lines(CliRun.on(STORE, arguments.toArray(String[]::new)).out());
    }

    private static List<Long> largestFirst(List<JsonNode> rows) {
        return rows.stream()
                .map(row -> row.path("storedBytes").asLong())
                .sorted((a, b) -> Long.compare(b, a))
                .toList();
    }

    @Test
    void tablesHaveTheFiguresOfTheCommands() {
        JsonNode report = report();

        assertThat(report.path("sections"))
                .extracting(section -> section.path("id").asText())
                .containsAll(SECTIONS);
        assertThat(numbers(block(report, "tenants", "table"), "Stored")).isEqualTo(largestFirst(rows("tenants")));
        assertThat(numbers(block(report, "streams", "table"), "Stored")).isEqualTo(largestFirst(rows("streams")));
        assertThat(numbers(block(report, "tables", "table"), "Chunks"))
                .isEqualTo(rows("tables").stream()
                        .sorted((a, b) ->
                                b.path("day").asText().compareTo(a.path("day").asText()))
                        .map(row -> row.path("chunks").asLong())
                        .toList());
    }

    @Test
    void theChartOfDaysHasTheFiguresOfDu() {
        Map<String, Long> expected = new HashMap<>();
        for (JsonNode row : rows("du", "--by", "tenant,day")) {
            expected.put(
                    row.at("/group/tenant").asText() + " "
                            + row.at("/group/day").asText(),
                    row.path("storedBytes").asLong());
        }

        JsonNode bars = block(report(), "days", "bars");

        Map<String, Long> shown = new HashMap<>();
        for (JsonNode series : bars.path("series")) {
            for (int i = 0; i < bars.path("positions").size(); i++) {
                shown.put(
                        series.path("name").asText() + " "
                                + bars.at("/positions/" + i).asText(),
                        series.at("/values/" + i).asLong());
            }
        }
        assertThat(shown).isEqualTo(expected).hasSize(6);
    }

    @Test
    void theMapCountsTheChunksThatOverlapEachHour() throws IOException {
        List<StoredChunks.Stored> chunks =
                StoredChunks.below(Archives.unpack(STORE, folder).resolve("store/chunks"));
        long[] expected = new long[3 * 24];
        long start = Instant.parse("2026-11-19T00:00:00Z").toEpochMilli();
        for (int hour = 0; hour < expected.length; hour++) {
            long from = start + hour * 3_600_000L;
            expected[hour] = chunks.stream()
                    .filter(chunk -> chunk.overlaps(from, from + 3_599_999))
                    .count();
        }

        JsonNode map = block(report(), "coverage", "heat");

        List<Long> shown = new ArrayList<>();
        map.path("rows").forEach(row -> row.path("hours").forEach(hour -> shown.add(hour.asLong())));
        assertThat(shown)
                .containsExactlyElementsOf(Arrays.stream(expected).boxed().toList());
    }

    @Test
    void sizesCountEveryChunkInItsClass() throws IOException {
        Map<String, Long> expected = new HashMap<>();
        for (StoredChunks.Stored chunk :
                StoredChunks.below(Archives.unpack(STORE, folder).resolve("store/chunks"))) {
            long bound = Long.highestOneBit(chunk.bytes());
            expected.merge(size(bound) + "-" + size(2 * bound), 1L, Long::sum);
        }

        JsonNode bars = block(report(), "sizes", "bars");

        Map<String, Long> shown = new HashMap<>();
        for (int i = 0; i < bars.path("positions").size(); i++) {
            shown.put(
                    bars.at("/positions/" + i).asText(),
                    bars.at("/series/0/values/" + i).asLong());
        }
        assertThat(shown).containsAllEntriesOf(expected);
        assertThat(shown.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(246);
    }

    private static String size(long bytes) {
        return bytes < 1024 ? bytes + "B" : bytes / 1024 + "KiB";
    }

    @Test
    void labelsHaveTheFiguresOfTheirCommand() {
        assertThat(numbers(block(report(), "labels", "table"), "Values"))
                .containsExactlyInAnyOrderElementsOf(rows("labels").stream()
                        .map(row -> row.path("values").asLong())
                        .toList());
    }

    @Test
    void labelsSayWhatDroppingThemSaves() {
        JsonNode table = block(report(), "labels", "table");

        assertThat(table.path("columns"))
                .extracting(column -> column.path(0).asText())
                .contains("Average chunk", "Saved streams", "Saved chunks", "Saved index");
        assertThat(numbers(table, "Saved index"))
                .containsExactlyInAnyOrderElementsOf(rows("cardinality").stream()
                        .map(row -> row.path("savedIndexBytes").asLong())
                        .toList());
    }

    @Test
    void findingsAreThoseOfDoctor() {
        String[] later = {"--now", "2026-11-24T12:00:00Z"};
        List<JsonNode> expected = rows("doctor", later[0], later[1]);

        JsonNode report = report(later);

        JsonNode entries = block(report, "findings", "findings").path("entries");
        assertThat(entries).isNotEmpty().hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            for (String field : List.of("id", "severity", "subject", "message", "evidence", "remedy")) {
                assertThat(entries.get(i).path(field)).isEqualTo(expected.get(i).path(field));
            }
        }
        assertThat(tile(report, "Findings").path("value").asText()).isEqualTo("3");
        assertThat(tile(report, "Findings").path("detail").asText()).isEqualTo("3 warnings");
        JsonNode some = report(later[0], later[1], "--top", "2");
        assertThat(block(some, "findings", "findings").path("entries")).hasSize(2);
        assertThat(block(some, "findings", "note").path("text").asText())
                .isEqualTo("And " + (expected.size() - 2) + " more, which doctor lists.");
    }

    private static JsonNode tile(JsonNode report, String label) {
        for (JsonNode tile : report.path("tiles")) {
            if (tile.path("label").asText().equals(label)) {
                return tile;
            }
        }
        throw new AssertionError("no tile " + label);
    }

    @Test
    void aPageOfOneTenantTellsNothingOfTheWholeStore() {
        JsonNode report = report("-t", "team-a", "--now", "2026-11-24T12:00:00Z");

        assertThat(section(report, "findings").path("blocks")).hasSize(1);
        assertThat(block(report, "findings", "note").path("text").asText()).contains("without -t");
        assertThat(report.toString()).doesNotContain("team-b");
    }

    @Test
    void retentionHasTheFiguresOfItsCommand() throws IOException {
        String rules = Files.writeString(
                        folder.resolve("loki.yaml"),
                        "compactor: {retention_enabled: true}\nlimits_config: {retention_period: 72h}\n")
                .toString();
        List<JsonNode> expected = rows("--loki-config", rules, "retention");

        JsonNode report = report("--loki-config", rules);

        assertThat(numbers(block(report, "retention", "table"), "Expired"))
                .containsExactlyInAnyOrderElementsOf(expected.stream()
                        .map(row -> row.path("expiredBytes").asLong())
                        .toList());
        JsonNode due = block(report, "retention", "bars");
        assertThat(due.path("positions")).hasSize(28);
        long sum = 0;
        for (JsonNode series : due.path("series")) {
            for (JsonNode value : series.path("values")) {
                sum += value.asLong();
            }
        }
        long dueBytes = expected.stream()
                .flatMap(row -> row.findValues("due").stream())
                .mapToLong(days -> {
                    long all = 0;
                    for (JsonNode day : days) {
                        all += day.path("storedBytes").asLong();
                    }
                    return all;
                })
                .sum();
        assertThat(sum).isEqualTo(dueBytes).isPositive();
    }

    @Test
    void withoutRulesRetentionSaysHowToGiveThem() {
        assertThat(block(report(), "retention", "note").path("text").asText()).contains("--loki-config FILE");
    }

    @Test
    void longTablesAreCutAndTheRestIsSummedUp() {
        JsonNode streams = block(report("--top", "3"), "streams", "table");
        List<Long> all = largestFirst(rows("streams"));

        assertThat(numbers(streams, "Stored")).isEqualTo(all.subList(0, 3));
        long rest =
                all.subList(3, all.size()).stream().mapToLong(Long::longValue).sum();
        assertThat(streams.path("rest").asText())
                .isEqualTo("And 13 more streams with " + Quantity.bytes(rest) + " together.");
    }

    @Test
    void whatIsSelectedIsSaidAndAloneShown() {
        JsonNode report = report("-t", "team-a", "--from", "2026-11-20", "{app=\"kubelet\"}");

        assertThat(report.path("facts"))
                .extracting(JsonNode::asText)
                .contains("Only tenants team-a", "Only from 2026-11-20 00:00:00 UTC", "Only {app=\"kubelet\"}");
        assertThat(block(report, "tenants", "table").path("rows")).hasSize(1);
    }

    @Test
    void aFileThatIsThereStaysUnlessForced() throws IOException {
        Path file = Files.writeString(folder.resolve("report.html"), "mine");

        CliRun refused = CliRun.on(STORE, "report", "--html", file.toString());
        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.err()).contains(file.toString(), "--force");
        assertThat(file).hasContent("mine");

        CliRun forced = CliRun.on(STORE, "report", "--html", file.toString(), "--force");
        assertThat(forced.code()).isZero();
        assertThat(forced.err()).startsWith("wrote " + file);
        assertThat(data(Files.readString(file)).path("sections").size()).isGreaterThanOrEqualTo(SECTIONS.size());
        assertThat(names(folder)).containsExactly("report.html");
    }

    @Test
    void whatIsNoFileIsNeverReplacedAndFoldersAreNotMade() {
        CliRun device = CliRun.on(STORE, "report", "--html", folder.toString(), "--force");
        assertThat(device.code()).isEqualTo(5);
        assertThat(device.err()).contains("is no regular file");

        CliRun nowhere = CliRun.on(
                STORE, "report", "--html", folder.resolve("no/report.html").toString());
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("there is no folder");
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void oneBadIndexFileLeavesTheRestAndIsNamedInItsSections() throws IOException {
        Path store = Archives.unpack(STORE, folder);
        Path index;
        try (Stream<Path> files = Files.walk(store)) {
            index = files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("loki_index_20777"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.write(index, new byte[] {1, 2, 3});

        CliRun run = CliRun.run("-s", store.toString(), "report", "--html", "-");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("loki_index_20777");
        JsonNode report = data(run.out());
        for (String id : List.of("tenants", "days", "streams", "coverage", "tables")) {
            assertThat(section(report, id).path("problems").toString()).as(id).contains("loki_index_20777");
            assertThat(section(report, id).path("blocks")).as(id).isNotEmpty();
        }
        assertThat(block(report, "tenants", "table").path("rows")).hasSize(2);
    }

    @Test
    void aTenantThatIsNotThereMakesNoPage() {
        Path file = folder.resolve("report.html");

        CliRun run = CliRun.on(STORE, "report", "--html", file.toString(), "-t", "nobody");

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.err()).contains("there is no tenant 'nobody'");
        assertThat(file).doesNotExist();
    }

    @Test
    void onATerminalNoControlCharacterGetsOut() {
        CliRun run = CliRun.World.PIPED
                .onTerminal(80)
                .run("-s", CliRun.archive(STORE).toString(), "report", "--html", "-");

        assertThat(run.out().chars().filter(c -> c < ' ' && c != '\n' && c != '\t'))
                .isEmpty();
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThat(CliRun.on(STORE, "report", "--html", "-", "--top", "0").err())
                .contains("--top is 0");
        assertThat(CliRun.on(STORE, "report", "--html", "-", "--days", "0").err())
                .contains("--days is 0");
        assertThat(CliRun.on(STORE, "report").code()).isEqualTo(2);
    }
}
