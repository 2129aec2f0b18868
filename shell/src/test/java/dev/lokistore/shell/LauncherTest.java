package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a distribution whose one jar names, in its manifest, what the tests run with. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    @TempDir
    private Path temporary;

    private Path home;

    @BeforeEach
    void assemble() throws IOException {
        home = Files.createDirectories(temporary.resolve("with space/lokistore-1"));
        Path scripts = Path.of(System.getProperty("lokistore.testdata")).resolveSibling("scripts");
        Files.createDirectories(home.resolve("bin"));
        Files.copy(scripts.resolve("lokistore"), home.resolve("bin/lokistore"));
        Files.setPosixFilePermissions(home.resolve("bin/lokistore"), PosixFilePermissions.fromString("rwxr-xr-x"));
        jarThatNames(
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Files.createDirectories(home.resolve("lib")).resolve("shell-1.jar"));
    }

    private static void jarThatNames(String classpath, Path jar) throws IOException {
        StringJoiner urls = new StringJoiner(" ");
        for (String entry : classpath.split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toString());
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, urls.toString());
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }

    private CliRun launch(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/lokistore").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LOKISTORE_CDS", "off");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new CliRun(process.exitValue(), Files.readAllBytes(out), Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void versionIsPrintedWithoutAWarning() throws IOException, InterruptedException {
        CliRun run = launch(Map.of(), "--version");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("lokistore ");
        assertThat(run.code()).isZero();
    }

    @Test
    void argumentsAndExitCodesPassThrough() throws IOException, InterruptedException {
        CliRun cat = launch(
                Map.of(),
                "-s",
                CliRun.archive("fs-tsdb-v13-zstd").toString(),
                "cat",
                "{app=\"kubelet\"} |= \"Probe failed\"",
                "--limit",
                "2",
                "-o",
                "jsonl");
        assertThat(cat.err()).isEmpty();
        assertThat(cat.lines()).hasSize(2);
        assertThat(launch(Map.of(), "no such command").code()).isEqualTo(2);
    }

    @Test
    void linksToTheLauncherWork() throws IOException, InterruptedException {
        Path real = home.resolve("bin/lokistore");
        Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary.relativize(real));
        ProcessBuilder builder = new ProcessBuilder(link.toString(), "--version");
        builder.environment().put("LOKISTORE_CDS", "off");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(temporary.resolve("out").toFile())
                .start();

        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(temporary.resolve("out"))).startsWith("lokistore ");
    }

    @Test
    void wrongJavaIsNamedInsteadOfStackTraces() throws IOException, InterruptedException {
        CliRun none = launch(Map.of("JAVA_HOME", "/nonexistent"), "--version");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("JAVA_HOME is /nonexistent");

        Path old = Files.createDirectories(temporary.resolve("jdk8/bin"));
        Files.writeString(old.resolveSibling("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
        Files.copy(home.resolve("bin/lokistore"), old.resolve("java"));
        CliRun java8 = launch(Map.of("JAVA_HOME", old.getParent().toString()), "--version");
        assertThat(java8.code()).isEqualTo(1);
        assertThat(java8.err()).contains("Java 17 or newer is needed").contains("1.8.0_402");
    }
}
