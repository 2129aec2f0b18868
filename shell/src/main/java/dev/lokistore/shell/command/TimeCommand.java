package dev.lokistore.shell.command;

import dev.lokistore.shell.SessionContext;
import dev.lokistore.shell.SessionMemory;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code time}. */
@Command(
        name = "time",
        description = {
            "Sets the range of time of commands that are given none. Times relative to now move with the clock. Without a"
                    + " time, shows the range; 'unset time' clears it."
        },
        footer = {"  time now-1h", "  time 2026-11-19T08:30:00Z 2026-11-19T10:00:00Z", "  time --day 2026-11-20"})
final class TimeCommand extends StoreCommand {
    private static final String OPEN = "-";

    @Parameters(index = "0", arity = "0..1", paramLabel = "TIME", description = "From this time on; - for no bound")
    private @Nullable String from;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TIME", description = "Before this time. Default: no bound")
    private @Nullable String to;

    @Option(names = "--day", paramLabel = "DAY", description = "This day, UTC")
    private @Nullable TimeExpression day;

    @Override
    void execute(Run run) throws IOException {
        SessionMemory memory = run.session().memory();
        if (day != null) {
            if (from != null) {
                throw new UsageException("give --day, or a range");
            }
            LocalDate date = LocalDate.ofInstant(day.resolve(run.now()), ZoneOffset.UTC);
            memory.change(context ->
                    context.withTime(date.toString(), date.plusDays(1).toString()));
            return;
        }
        String first = from != null ? bound(from) : run.global().from().orElse(null);
        String last = to != null ? bound(to) : run.global().to().orElse(null);
        if (first == null && last == null && from == null) {
            run.note(describe(memory.context()));
            return;
        }
        SessionContext before = memory.context();
        memory.change(context -> context.withTime(first, last));
        try {
            run.range();
        } catch (UsageException e) {
            memory.change(context -> context.withTime(before.from(), before.to()));
            throw e;
        }
    }

    private static @Nullable String bound(String text) {
        if (text.equals(OPEN)) {
            return null;
        }
        try {
            TimeExpression.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        return text;
    }

    private static String describe(SessionContext context) {
        return context.from() == null && context.to() == null
                ? "no time is set"
                : (context.from() == null ? "everything" : "from " + context.from())
                        + (context.to() == null ? "" : " to before " + context.to());
    }
}
