package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.objectstore.InterceptedReader;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.filesystem.FilesystemStore;
import dev.lokistore.objectstore.testing.ReaderServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that move entries out of a store that lets them down half way; in the end they come to what they should. */
@Tag("one-runtime")
class FailingSourceTest {
    private static final String FIXTURE = "fs-tsdb-v13-gzip";
    private static final CliRun.World WORLD = CliRun.World.PIPED.with(
            Map.of("HOME", "/dev/null/home", "AWS_ACCESS_KEY_ID", "anybody", "AWS_SECRET_ACCESS_KEY", "something"));

    @TempDir
    private Path folder;

    /** Gives so many chunks, and denies a certain one. */
    private static final class Trouble implements Interceptor {
        private final Set<String> read = ConcurrentHashMap.newKeySet();
        private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        private volatile String denied = "";

        @Override
        public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
            if (subject.startsWith("acme/") && (operation == Operation.GET || operation == Operation.READ)) {
                if (subject.equals(denied)) {
                    throw new StoreException(StoreException.Kind.FORBIDDEN, "not this one", null);
                }
                if (left.getAndDecrement() <= 0) {
                    throw new StoreException(StoreException.Kind.BAD_CREDENTIALS, "expired", null);
                }
                read.add(subject);
            }
            return request.send();
        }
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    private CliRun run(ReaderServer server, String command, String target) {
        List<String> words = new ArrayList<>(List.of("-s", server.uri().toString()));
        words.addAll(List.of(command.split(" ")));
        words.add(folder.resolve(target).toString());
        return WORLD.run(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"export --from 2026-11-21T06:00:00Z --partition hour --to", "copy --from 2026-11-21T18:00:00Z"})
    void whatAnExpiredTokenADeniedObjectAndBrokenAnswersInterruptIsTakenUp(String command) throws Exception {
        FilesystemStore store = FilesystemStore.open(
                Archives.unpack(FIXTURE, folder.resolve("store")).resolve("store/chunks"));
        Trouble trouble = new Trouble();
        try (ReaderServer server = new ReaderServer(new InterceptedReader(store, trouble))) {
            assertThat(run(server, command, "whole").code()).isZero();
            Map<String, String> whole = files(folder.resolve("whole"));
            List<String> chunks = trouble.read.stream().sorted().toList();

            trouble.read.clear();
            trouble.left.set(chunks.size() / 2);
            CliRun expired = run(server, command, "out");
            assertThat(expired.code()).isEqualTo(ExitCode.DENIED.code());
            assertThat(expired.err()).contains("the session token has expired").doesNotContain("\tat ");
            assertThat(files(folder.resolve("out"))).hasSizeGreaterThan(0).isNotEqualTo(whole);

            trouble.left.set(Integer.MAX_VALUE);
            List<String> unread = chunks.stream()
                    .filter(chunk -> !trouble.read.contains(chunk))
                    .toList();
            trouble.denied = unread.get(1);
            // each of these once: the second answer is whole
            Set<String> broken = ConcurrentHashMap.newKeySet();
            broken.addAll(List.of(unread.get(0), unread.get(2)));
            server.breakOff(broken::remove);
            CliRun denied = run(server, command, "out");
            assertThat(denied.code()).isEqualTo(ExitCode.PARTIAL.code());
            assertThat(denied.out() + denied.err())
                    .contains(trouble.denied.split("/")[1])
                    .doesNotContain("\tat ");
            assertThat(broken).isEmpty();
            assertThat(files(folder.resolve("out"))).isNotEqualTo(whole);

            trouble.denied = "";
            CliRun last = run(server, command, "out");
            assertThat(last.err()).isEmpty();
            assertThat(last.code()).isZero();
            assertThat(files(folder.resolve("out"))).containsExactlyEntriesOf(whole);
        }
    }
}
