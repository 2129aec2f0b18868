package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCommandTest {
    @TempDir
    private Path temporary;

    private String folder() {
        return temporary.resolve("out").toString();
    }

    private static String text(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> files = tree.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith("entries."))
                    .sorted()
                    .toList();
            for (Path file : files) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "csv"})
    void filesHoldWhatCatPrints(String format) throws IOException {
        CliRun run =
                CliRun.on("fs-tsdb-v13-gzip", "export", "--to", folder(), "--format", format, "--partition", "day");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("Exported to " + folder() + ": 500 entries in 2 files, 1\\d\\d KiB\\.\n");

        String head = "tenant,labels,ts,line,lineBase64,metadata\r\n";
        String cat = CliRun.on("fs-tsdb-v13-gzip", "cat", "-o", format).out();
        assertThat(text(temporary).replace(head, "")).isEqualTo(cat.replace(head, ""));
    }

    @Test
    void labelsGetColumns() throws IOException {
        CliRun run = CliRun.on(
                "fs-tsdb-v13-gzip",
                "export",
                "{app=\"checkout\"}",
                "--to",
                folder(),
                "--format",
                "csv",
                "--columns",
                "app,line");

        assertThat(run.code()).isZero();
        assertThat(text(temporary).lines().toList().get(0))
                .isEqualTo("tenant,labels,ts,line,lineBase64,metadata,app,label_line");
        assertThat(text(temporary).lines().toList().get(1)).endsWith(",checkout,");
    }

    @Test
    void timeAndTenantChooseAndTheSummaryCounts() {
        CliRun run = CliRun.on(
                "fs-multi-period",
                "--to",
                "2026-11-18",
                "export",
                "-t",
                "team-a",
                "--from",
                "2026-11-17",
                "--to",
                folder(),
                "-o",
                "jsonl");

        JsonNode summary = Json.parse(run.out());
        assertThat(summary.get("outcome").textValue()).isEqualTo("done");
        assertThat(summary.get("files").intValue()).isEqualTo(1);
        assertThat(temporary.resolve("out/tenant=team-a/day=2026-11-17/entries.jsonl"))
                .exists();
        CliRun resumed = CliRun.on("fs-multi-period", "export", "--resume", "--to", folder(), "-o", "jsonl");
        assertThat(Json.parse(resumed.out()).get("present").intValue()).isEqualTo(1);
        assertThat(resumed.code()).isZero();
    }

    @Test
    void mistakesAreToldBeforeAnythingIsWritten() throws IOException {
        List<List<String>> wrong = new ArrayList<>();
        wrong.add(List.of("export", "--to", folder(), "--partition", "tenant"));
        wrong.add(List.of("export", "--to", folder(), "--partition", "day,app,app"));
        wrong.add(List.of("export", "--to", folder(), "--columns", "app"));
        wrong.add(List.of("export", "--to", folder(), "--format", "xml"));
        wrong.add(List.of("export", "--to", folder(), "--threads", "0"));
        wrong.add(List.of("export", "--to", "2026-11-20"));
        wrong.add(List.of("export", "--to", folder() + "/deeper"));
        wrong.add(List.of("export"));
        for (List<String> arguments : wrong) {
            CliRun run = CliRun.on("fs-tsdb-v13-gzip", arguments.toArray(String[]::new));
            assertThat(run.code()).as("%s", arguments).isEqualTo(ExitCode.USAGE.code());
        }
        assertThat(Path.of(folder())).doesNotExist();

        CliRun nothing = CliRun.on("fs-tsdb-v13-gzip", "export", "--resume", "--to", folder());
        assertThat(nothing.code()).isEqualTo(ExitCode.NOT_FOUND.code());
        Files.writeString(temporary.resolve("letter"), "dear");
        CliRun refused = CliRun.on("fs-tsdb-v13-gzip", "export", "--to", temporary.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.REFUSED.code());
    }
}
