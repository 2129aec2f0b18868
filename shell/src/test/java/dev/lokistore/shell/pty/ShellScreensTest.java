package dev.lokistore.shell.pty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sessions on three stores, typed into a real terminal, with the screens that a person sees. */
@DisabledOnOs(OS.WINDOWS)
class ShellScreensTest {
    @TempDir
    private Path home;

    @Test
    void theTourOfTheReadme() throws Exception {
        Path root = Path.of(System.getProperty("lokistore.testdata"))
                .toAbsolutePath()
                .getParent();
        try (PtySession shell =
                PtySession.Setup.at(home).in(root).sized(118, 40).start("shell", "-s", "testdata/fs-boltdb-v11")) {
            String here = "fs-boltdb-v11:/team-a/2026-11-20>";
            shell.awaitPrompt("fs-boltdb-v11>")
                    .run("use team-a", "fs-boltdb-v11 team-a>")
                    .run("time --day 2026-11-20", "fs-boltdb-v11 team-a 2026-11-20..2026-11-21>")
                    .run("du --by app --top 3", "fs-boltdb-v11 team-a 2026-11-20..2026-11-21>")
                    .run(
                            "cat {app=\"kubelet\"} |= \"OOM\" -o raw | tail -2",
                            "fs-boltdb-v11 team-a 2026-11-20..2026-11-21>")
                    .run(
                            "cat {app=\"kubelet\"} -o raw | grep -o 'msg=\"[^\"]*' | grep -c OOM",
                            "fs-boltdb-v11 team-a 2026-11-20..2026-11-21>")
                    .run("cd team-a/2026-11-20", here)
                    .run("ls -l --sort size | head -3", here)
                    .run("stat loki_index_20777", here)
                    .run("unset", "fs-boltdb-v11>");
            Golden.compare("tour", shell.screen());
            assertThat(Files.readString(root.resolve("README.md"))).contains(Golden.general(shell.screen()));
        }
    }

    @Test
    void contextIsSetShownAndCleared() throws Exception {
        try (PtySession shell = PtySession.Setup.at(home).start("shell", "-s", "fs-boltdb-v11")) {
            shell.awaitPrompt("fs-boltdb-v11>")
                    .run("use team-a", "fs-boltdb-v11 team-a>")
                    .run("time 2026-11-20 2026-11-21", "fs-boltdb-v11 team-a 2026-11-20..2026-11-21>")
                    .run("select {namespace=\"logging\"}", "fs-boltdb-v11>")
                    .run("du --by app", "fs-boltdb-v11>")
                    .run("streams -t team-b --from 2026-11-21 --to 2026-11-22 {app=\"misc\"}", "fs-boltdb-v11>")
                    .run("use", "fs-boltdb-v11>")
                    .run("unset", "fs-boltdb-v11>")
                    .run("select {app=misc}", "[2] fs-boltdb-v11>");
            Golden.compare("context", shell.screen());
        }
    }

    @Test
    void theStoreIsATree() throws Exception {
        try (PtySession shell = PtySession.Setup.at(home).sized(120, 45).start("-s", "minio-boltdb-v12")) {
            shell.awaitPrompt("minio-boltdb-v12>")
                    .run("ls", "minio-boltdb-v12>")
                    .run("cd fake", "minio-boltdb-v12:/fake>")
                    .run("ls -lh --sort size", "minio-boltdb-v12:/fake>")
                    .run("cd loki_index_20777", "minio-boltdb-v12:/fake/2026-11-20>")
                    .run("ls -lh --sort size | head -4", "minio-boltdb-v12:/fake/2026-11-20>")
                    .run(
                            "cd {app=\"checkout\", pod=\"checkout-1\"}",
                            "minio-boltdb-v12:/fake/2026-11-20/81a2f9986e52992f>")
                    .run("ls | wc -l", "minio-boltdb-v12:/fake/2026-11-20/81a2f9986e52992f>")
                    .run("stat 1a1fa933ec2:1a1fb2e7bec:a363e3f", "minio-boltdb-v12:/fake/2026-11-20/81a2f9986e52992f>")
                    .run("pwd", "minio-boltdb-v12:/fake/2026-11-20/81a2f9986e52992f>")
                    .run("cd", "minio-boltdb-v12>")
                    .run("tree", "minio-boltdb-v12>");
            Golden.compare("tree", shell.screen());
        }
    }

    @Test
    void storesAreOpenedSwitchedAndClosed() throws Exception {
        try (PtySession shell = PtySession.Setup.at(home).start("shell")) {
            shell.awaitPrompt("lokistore>")
                    .run("tenants", "[2] lokistore>")
                    .run("open minio-deletes-and-rules", "minio-deletes-and-rules>")
                    .run("deletes --now 2026-11-24", "minio-deletes-and-rules>")
                    .run("open fs-tsdb-v13-compacted --as tsdb", "tsdb>")
                    .run("tables --now 2026-11-23", "tsdb>")
                    .run("open", "tsdb>")
                    .run("tenants -s minio-deletes-and-rules", "tsdb>")
                    .run("use minio-deletes-and-rules", "minio-deletes-and-rules>")
                    .run("close", "lokistore>")
                    .run("use tsdb", "tsdb>");
            Golden.compare("stores", shell.screen());
        }
    }

    @Test
    void entriesGoThroughPipesAndLines() throws Exception {
        try (PtySession shell = PtySession.Setup.at(home).start("shell", "-s", "fs-multi-period-compacted")) {
            String prompt = "fs-multi-period-compacted>";
            shell.awaitPrompt(prompt)
                    .run(
                            "cat {app=\"kubelet\"} |= \"Started container\" -o raw | grep -o 'took=.*' | sort -r | head -3",
                            prompt)
                    .run("cat {app=\"kubelet\"} | wc -l", prompt)
                    .run("labels app | sort -n -r -k 3 | head -2", prompt)
                    .run("cat {app=kubelet}", "[2] " + prompt)
                    .run("du | nope", "[2] " + prompt);
            shell.type("cat {app=\"misc\",").enter().awaitPrompt("}>");
            shell.type("namespace=~\"[a-z-]+\"} \\").enter().awaitPrompt(">");
            shell.run("--limit 1 -o raw | wc -l", prompt);
            Golden.compare("pipes", shell.screen());
        }
        assertThat(home.resolve(".local/state/lokistore/history")).isDirectory();
    }

    @Test
    void aNarrowWindowWithoutColours() throws Exception {
        PtySession.Setup narrow =
                PtySession.Setup.at(home).sized(44, 28).with(Map.of("TERM", "vt100", "NO_COLOR", "1", "LANG", "C"));
        try (PtySession shell = narrow.start("shell", "-s", "fs-boltdb-v11", "-t", "team-b", "--from", "2026-11-20")) {
            shell.awaitPrompt("fs-boltdb-v11>")
                    .run("du --by app", "fs-boltdb-v11>")
                    .run("cd team-b/2026-11-21", "fs-boltdb-v11:/team-b…26-11-21>")
                    .run("tree --depth 1 | head -3", "fs-boltdb-v11:/team-b…26-11-21>");
            Golden.compare("narrow", shell.screen());
        }
    }
}
