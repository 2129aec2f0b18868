package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lokistore.objectstore.BucketSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples in {@code scripts/}: that they are what they should be, and that their commands run. */
@Tag("one-runtime")
class ScriptsTest {
    private static final Path ROOT = Path.of(System.getProperty("lokistore.testdata"))
            .toAbsolutePath()
            .normalize()
            .getParent();
    private static final Path EXAMPLES = ROOT.resolve("scripts/examples");
    private static final Pattern ACTION = Pattern.compile("`(s3:[A-Za-z]+)`");

    @TempDir
    private Path folder;

    private static List<JsonNode> statements(String policy) throws IOException {
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(Files.readString(EXAMPLES.resolve("policies").resolve(policy)));
        assertThat(json.get("Version").textValue()).isEqualTo("2012-10-17");
        List<JsonNode> statements = new ArrayList<>();
        json.get("Statement").forEach(statements::add);
        assertThat(statements).isNotEmpty().allSatisfy(statement -> {
            assertThat(statement.get("Effect").textValue()).isEqualTo("Allow");
            assertThat(statement.get("Action")).isNotEmpty();
            assertThat(statement.get("Resource")).isNotEmpty();
            texts(statement, "Resource")
                    .forEach(resource -> assertThat(resource).startsWith("arn:aws:s3:::loki-chunks"));
        });
        return statements;
    }

    private static List<String> texts(JsonNode statement, String name) {
        List<String> texts = new ArrayList<>();
        statement.get(name).forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private static SortedSet<String> actions(String policy) throws IOException {
        SortedSet<String> actions = new TreeSet<>();
        statements(policy).forEach(statement -> actions.addAll(texts(statement, "Action")));
        return actions;
    }

    private static List<String> resources(String policy, String action) throws IOException {
        return statements(policy).stream()
                .filter(statement -> texts(statement, "Action").contains(action))
                .flatMap(statement -> texts(statement, "Resource").stream())
                .toList();
    }

    @Test
    void policiesAllowWhatThePageSaysAndNoMore() throws Exception {
        List<String> rows = Files.readString(ROOT.resolve("docs/beside-a-live-loki.md"))
                .lines()
                .filter(line -> line.startsWith("| `policies/"))
                .toList();
        List<String> files;
        try (Stream<Path> all = Files.list(EXAMPLES.resolve("policies"))) {
            files = all.map(file -> file.getFileName().toString()).sorted().toList();
        }
        assertThat(rows).hasSameSizeAs(files);
        SortedSet<String> before = new TreeSet<>();
        for (String row : rows) {
            String file = row.substring("| `policies/".length(), row.indexOf(".json")) + ".json";
            SortedSet<String> named = new TreeSet<>();
            Matcher matcher = ACTION.matcher(row);
            while (matcher.find()) {
                named.add(matcher.group(1));
            }
            if (row.contains("the same")) {
                named.addAll(before);
            }
            assertThat(actions(file)).as(file).isEqualTo(named);
            before = named;
        }
    }

    @Test
    void policiesGiveRightsOnNothingElse() throws Exception {
        assertThat(actions("read-only.json")).containsExactly("s3:GetObject", "s3:ListBucket");
        assertThat(resources("read-only.json", "s3:ListBucket")).containsExactly("arn:aws:s3:::loki-chunks");
        for (String change : List.of("s3:PutObject", "s3:DeleteObject")) {
            assertThat(resources("index-changes.json", change))
                    .containsExactly("arn:aws:s3:::loki-chunks/index/*", "arn:aws:s3:::loki-chunks/.lokistore/*");
            assertThat(resources("deletes.json", change)).containsExactly("arn:aws:s3:::loki-chunks/*");
        }
        assertThat(actions("bucket-settings.json"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(BucketSetting.values())
                        .map(BucketSetting::permission)
                        .toList());
    }

    @Test
    void theCronJobRunsTheScriptAndNothingElse() throws Exception {
        JsonNode job = YAMLMapper.builder().build().readTree(Files.readString(EXAMPLES.resolve("cronjob.yaml")));

        assertThat(job.get("kind").textValue()).isEqualTo("CronJob");
        assertThat(job.at("/spec/concurrencyPolicy").textValue()).isEqualTo("Forbid");
        JsonNode pod = job.at("/spec/jobTemplate/spec/template/spec");
        assertThat(pod.get("automountServiceAccountToken").booleanValue()).isFalse();
        JsonNode container = pod.at("/containers/0");
        assertThat(container.at("/command/0").textValue()).isEqualTo("lokistore-compact");
        Set<String> volumes = new TreeSet<>();
        pod.get("volumes").forEach(volume -> volumes.add(volume.get("name").textValue()));
        container
                .get("volumeMounts")
                .forEach(mount -> assertThat(volumes).contains(mount.get("name").textValue()));
        String script = Files.readString(EXAMPLES.resolve("lokistore-compact"));
        for (String name : List.of("LOKISTORE_STORE", "LOKI_CONFIG")) {
            assertThat(container.get("env").toString()).contains(name);
            assertThat(script).contains(name);
        }
    }

    @Test
    void systemdAndCronStartTheScript() throws Exception {
        String service = Files.readString(EXAMPLES.resolve("lokistore-compact.service"));
        assertThat(service).contains("ExecStart=/usr/local/bin/lokistore-compact\n", "Type=oneshot\n");
        assertThat(Files.readString(EXAMPLES.resolve("lokistore-compact.timer")))
                .contains("OnCalendar=*-*-* 03,04:17:00\n", "WantedBy=timers.target\n");
        List<String> lines = Files.readAllLines(EXAMPLES.resolve("lokistore.crontab")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(lines)
                .allMatch(line -> line.matches("[A-Z_]+=\\S+|17 3,4 \\* \\* \\* lokistore lokistore-compact >>\\S+"));
        assertThat(Files.isExecutable(EXAMPLES.resolve("lokistore-compact"))).isTrue();
    }

    private record Ended(int code, String out, List<List<String>> calls) {}

    /** Runs the script with a lokistore that answers as it is told: a line for each call, {@code STATUS OUTCOME}. */
    private Ended script(Map<String, String> environment, String... answers) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path calls = Files.createDirectories(folder.resolve("calls"));
        Path stub = bin.resolve("lokistore");
        StringBuilder cases = new StringBuilder();
        for (int i = 0; i < answers.length; i++) {
            String[] answer = answers[i].split(" ");
            cases.append("  ").append(i).append(") ");
            for (int j = 1; j < answer.length; j++) {
                cases.append("echo '{\"message_type\":\"summary\",\"outcome\":\"")
                        .append(answer[j])
                        .append("\"}'; ");
            }
            cases.append("exit ").append(answer[0]).append(" ;;\n");
        }
        Files.writeString(
                stub,
                "#!/bin/sh\nn=$(ls " + calls + " | wc -l | tr -d ' ')\nfor a; do printf '%s\\n' \"$a\"; done > " + calls
                        + "/$n\ncase $n in\n" + cases + "esac\nexit 99\n");
        assertThat(stub.toFile().setExecutable(true)).isTrue();
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(
                        "/bin/sh", EXAMPLES.resolve("lokistore-compact").toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        List<List<String>> made = new ArrayList<>();
        for (int i = 0; Files.exists(calls.resolve("" + i)); i++) {
            made.add(Files.readAllLines(calls.resolve("" + i)));
        }
        return new Ended(process.exitValue(), Files.readString(out), made);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, 0 done, 0 done",
        "0, 2, 0, 4 waiting",
        "0, 1, 4 waiting, 99",
        "0, 1, 4 done waiting, 99",
        "4, 1, 4 partial waiting, 99",
        "4, 2, 0, 4 partial",
        "4, 2, 0 done, 4",
        "11, 1, 11, 99",
        "5, 2, 0, 5 refused"
    })
    void whatOnlyWaitsIsDone(int code, int calls, String first, String second) throws Exception {
        Ended ended = script(Map.of("LOKISTORE_STORE", "/store"), first, second);

        assertThat(ended.code()).as(ended.out()).isEqualTo(code);
        assertThat(ended.calls()).hasSize(calls);
        assertThat(ended.calls().get(0)).startsWith("apply", "--resume");
    }

    @Test
    void withoutAStoreItSaysSo() throws Exception {
        Ended ended = script(Map.of());

        assertThat(ended.code()).isNotZero();
        assertThat(ended.out()).contains("LOKISTORE_STORE: name the store");
    }

    /** The commands that the script makes, on a real store, two nights. */
    @Test
    void itsCommandsCompactAStore() throws Exception {
        Path store = Archives.unpack("minio-boltdb-v12", folder);
        Path metrics = folder.resolve("lokistore.prom");
        Ended ended = script(
                Map.of(
                        "LOKISTORE_STORE",
                        "/store",
                        "LOKI_CONFIG",
                        store.resolve("loki.yaml").toString(),
                        "LOKISTORE_METRICS",
                        metrics.toString(),
                        "LOKISTORE_OPTIONS",
                        "--max-bandwidth 1GiB"),
                "0",
                "0 done");
        assertThat(ended.code()).isZero();
        assertThat(ended.calls().get(1)).contains("--loki-config", "--metrics-file", "--max-bandwidth", "1GiB");

        List<Integer> codes = new ArrayList<>();
        List<Boolean> waiting = new ArrayList<>();
        for (String time : List.of("2026-12-10T03:17:00Z", "2026-12-10T04:17:00Z")) {
            for (List<String> call : ended.calls()) {
                List<String> command =
                        new ArrayList<>(List.of("-s", store.resolve("store").toString(), "--now", time));
                command.addAll(call);
                CliRun run = CliRun.run(command.toArray(String[]::new));
                codes.add(run.code());
            }
            String text = Files.readString(metrics);
            waiting.add(text.contains("lokistore_last_run_waiting{command=\"compact index\"} 1"));
            assertThat(text.contains("lokistore_last_run_success{command=\"compact index\"} 1"))
                    .isNotEqualTo(waiting.get(waiting.size() - 1));
        }
        assertThat(codes).containsExactly(0, 4, 0, 0);
        assertThat(waiting).containsExactly(true, false);
    }
}
