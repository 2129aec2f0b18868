package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.shell.command.OpenStores;
import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.terminal.Output;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What commands inherit from a session, and what on their command line wins over it. */
class SessionContextTest {
    private static final class Memory implements SessionMemory {
        private final OpenStores stores = new OpenStores();
        private SessionContext context = SessionContext.NONE;

        @Override
        public SessionContext context() {
            return context;
        }

        @Override
        public void change(UnaryOperator<SessionContext> change) {
            context = change.apply(context);
        }

        @Override
        public OpenStores stores() {
            return stores;
        }
    }

    private final Memory memory = new Memory();

    private CliRun run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(
                new Environment(Map.of()),
                Clock.fixed(CliRun.NOW, ZoneOffset.UTC),
                new Output(out, false, 0),
                new Output(err, false, 0),
                Path.of("").toAbsolutePath(),
                memory);
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("-s", CliRun.archive("fs-boltdb-v11").toString()));
        int code = new Cli(session).run(words.toArray(String[]::new));
        return new CliRun(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void tenantsSelectorAndTimeAreInheritedUnlessGiven() {
        List<String> all = run("streams", "-o", "jsonl").lines();
        memory.change(context -> context.withTenants(List.of("team-a")).withSelector("{app=\"kubelet\"} |= \"x\""));

        List<String> some = run("streams", "-o", "jsonl").lines();
        assertThat(some)
                .isNotEmpty()
                .hasSizeLessThan(all.size())
                .allMatch(line -> line.contains("\"team-a\"") && line.contains("\"kubelet\""));
        assertThat(run("streams", "-o", "jsonl", "{}").lines())
                .as("a selector on the command line wins")
                .hasSizeGreaterThan(some.size());
        memory.change(context -> context.withTime("2030-01-01", null));
        assertThat(run("streams", "-o", "jsonl").lines()).isEmpty();
        assertThat(run("streams", "-o", "jsonl", "--from", "2020-01-01").lines())
                .isEqualTo(some);
    }

    @Test
    void aRangeThatEndsBeforeItBeginsNamesWhatTheSessionGave() {
        memory.change(context -> context.withTime("2030-01-01", null));

        CliRun run = run("tenants", "--to", "2026-01-01");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains("--from 2030-01-01 (of 'time') is after --to 2026-01-01");
    }

    @Test
    void oneShotRunsRememberNothing() {
        assertThat(SessionMemory.NONE.context()).isEqualTo(SessionContext.NONE);
        assertThatThrownBy(() -> SessionMemory.NONE.change(context -> context.withSelector("{}")))
                .isInstanceOf(UsageException.class);
    }
}
