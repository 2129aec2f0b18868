package dev.lokistore.compactor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
    private static final PlanHeader HEADER = new PlanHeader(
            "compact index",
            Map.of("tables", "index_19675"),
            Instant.parse("2026-11-24T00:00:00Z"),
            "s3://bucket/",
            true,
            Waits.DEFAULT,
            List.of(new SchemaPeriod(
                    LocalDate.parse("2026-11-15"),
                    IndexKind.TSDB,
                    13,
                    "index_",
                    Duration.ofDays(1),
                    "index/",
                    16,
                    "s3")),
            List.of("left out: \"x\"\nand ü"));

    @TempDir
    private Path folder;

    private static PlanTask task(int n) {
        TableFolder table = new TableFolder("index/", "index_" + (19675 + n), 19675 + n, 19675 + n);
        ChunkRef chunk = new ChunkRef(TenantId.of("fake"), -5L, 1_700_000_000_000L, 1_700_000_060_000L, -1);
        PlannedChunk stored = new PlannedChunk(chunk, new PlannedObject(ObjectKey.of("fake/ä:1"), "e", 100));
        return new PlanTask(
                table.name(),
                table,
                new Work.TableFiles(1_700_000_000_000_000_000L, 3),
                List.of(new PlannedObject(ObjectKey.of("other"), "x", 1)),
                List.of(new PlannedObject(ObjectKey.of(table.path() + "a.gz"), "abc", 12)),
                List.of(new ChunkJob(List.of(stored))),
                n == 0 ? List.of() : List.of(n - 1),
                List.of(stored),
                List.of(new PlannedChunk(chunk, null)),
                new Estimate(1, 2, 3));
    }

    private Plan plan(int tasks) throws IOException {
        try (PlanWriter writer = new PlanWriter(HEADER, folder)) {
            for (int i = 0; i < tasks; i++) {
                writer.add(task(i));
            }
            return writer.finish();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 40})
    void comesBackAsItWasWritten(int tasks) throws Exception {
        Plan plan = plan(tasks);

        assertThat(plan.header()).isEqualTo(HEADER);
        assertThat(plan.taskCount()).isEqualTo(tasks);
        for (int i = tasks - 1; i >= 0; i--) {
            assertThat(plan.task(i)).isEqualTo(task(i));
        }
        assertThat(plan.totals().tables()).isEqualTo(tasks);
        assertThat(plan.totals().objectsDeleted()).isEqualTo(3L * tasks);
        assertThat(plan.totals().bytesFreed()).isEqualTo((12 + 100 + 100 - 2) * tasks);
    }

    @Test
    void samePlanSameBytes() throws Exception {
        Plan one = plan(3);
        Plan other = plan(3);

        assertThat(Files.readAllBytes(one.file())).isEqualTo(Files.readAllBytes(other.file()));
        assertThat(one.id()).isEqualTo(other.id()).isNotEqualTo(plan(2).id());
    }

    @Test
    void readsAsJson() throws Exception {
        var tree = PlanJson.mapper().readTree(plan(2).file().toFile());

        assertThat(tree.get("lokistorePlan").intValue()).isEqualTo(1);
        assertThat(tree.at("/header/waits/visibility").textValue()).isEqualTo("PT21M");
        assertThat(tree.at("/tasks/1/work/type").textValue()).isEqualTo("table-files");
        assertThat(tree.at("/tasks/0/jobs/0/sources/0/chunk").textValue())
                .isEqualTo("fake/fffffffffffffffb/18bcfe56800:18bcfe65260:ffffffff");
    }

    @Test
    void cutAnywhereIsNoPlan() throws Exception {
        byte[] whole = Files.readAllBytes(plan(2).file());
        Path cut = folder.resolve("cut");
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Plan.open(cut)).as("cut at " + length).isInstanceOf(PlanException.class);
        }
    }

    @Test
    void changedAnywhereIsNoPlan() throws Exception {
        byte[] whole = Files.readAllBytes(plan(2).file());
        Path changed = folder.resolve("changed");
        for (int i = 0; i < whole.length; i++) {
            byte[] bytes = whole.clone();
            bytes[i] ^= 1;
            Files.write(changed, bytes);
            assertThatThrownBy(() -> Plan.open(changed)).as("byte " + i).isInstanceOf(PlanException.class);
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        Path other = Files.writeString(folder.resolve("x"), "hello, this is a text that is long enough to be a plan");
        assertThatThrownBy(() -> Plan.open(other)).hasMessageContaining("x is no plan of Lokistore");
        assertThatThrownBy(() -> Plan.open(folder.resolve("none"))).hasMessageContaining("there is no plan");

        String text = Files.readString(plan(1).file(), StandardCharsets.UTF_8);
        Path edited = Files.writeString(folder.resolve("edited"), text.replace("index_19675", "index_19676"));
        assertThatThrownBy(() -> Plan.open(edited)).hasMessageContaining("was changed after it was made");
        Path newer = Files.writeString(folder.resolve("newer"), text.replace("Plan\":1", "Plan\":2"));
        assertThatThrownBy(() -> Plan.open(newer)).hasMessageContaining("another version");
    }

    @Test
    void tasksReplaceOnlyWhatIsInTheirTable() {
        TableFolder table = new TableFolder("index/", "index_19675", 19675, 19675);
        for (String key : List.of("index/index_1967/a.gz", "fake/1/2:3:4", "index/index_19675")) {
            List<PlannedObject> replaced = List.of(new PlannedObject(ObjectKey.of(key), "e", 1));
            assertThatThrownBy(() -> PlanTask.ofTable(table, new Work.Removal(), replaced, Estimate.NOTHING))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not in index/index_19675/");
        }
    }
}
