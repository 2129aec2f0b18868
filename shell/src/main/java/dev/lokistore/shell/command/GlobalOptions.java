package dev.lokistore.shell.command;

import dev.lokistore.chunk.TimeRange;
import dev.lokistore.shell.SessionContext;
import dev.lokistore.shell.render.OutputFormat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before its name or after it. */
final class GlobalOptions {
    @Option(
            names = {"-s", "--store"},
            paramLabel = "URI",
            scope = ScopeType.INHERIT,
            description = {
                "The store: /path, file:///path, s3://bucket/prefix, minio://host:port/bucket, a .tar.gz, a saved"
                        + " inventory, or the name of a profile. Default: $LOKISTORE_STORE"
            })
    private @Nullable String store;

    @Option(
            names = "--loki-config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Loki's configuration, or a ConfigMap, a Secret or the values of its Helm chart:"
                    + " credentials, endpoint, schema and rules as hints, never needed")
    private @Nullable String lokiConfig;

    @Option(
            names = {"-t", "--tenant"},
            paramLabel = "ID",
            scope = ScopeType.INHERIT,
            description = "Only this tenant; may be repeated. Default: all")
    private List<String> tenants = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            scope = ScopeType.INHERIT,
            description = "Only from this time on: RFC 3339, a date, now-7d (units: s m h d w)")
    private @Nullable TimeExpression from;

    @Option(names = "--to", paramLabel = "TIME", scope = ScopeType.INHERIT, description = "Only before this time")
    private @Nullable TimeExpression to;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            scope = ScopeType.INHERIT,
            description = "As --to, for commands whose --to says where something goes")
    private @Nullable TimeExpression until;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            defaultValue = "table",
            description = "table, wide, json, jsonl, csv, yaml; for log lines also raw. Default: table")
    private OutputFormat output = OutputFormat.TABLE;

    @Option(
            names = "--now",
            paramLabel = "TIME",
            scope = ScopeType.INHERIT,
            description = "Take this for the present time")
    private @Nullable TimeExpression now;

    @Option(
            names = {"-j", "--concurrency"},
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description = "Requests in flight at once. Default: 16")
    private @Nullable Integer concurrency;

    @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "No progress and no notes on stderr")
    private boolean quiet;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Log what is done; stack traces of errors")
    private boolean verbose;

    @Option(
            names = "--fresh",
            scope = ScopeType.INHERIT,
            description = "List chunks and read the index anew, whatever is cached")
    private boolean fresh;

    @Option(
            names = "--stats",
            scope = ScopeType.INHERIT,
            description = "Requests, bytes, retries and seconds, on stderr")
    private boolean stats;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            defaultValue = "auto",
            description = "auto, always, never. Default: auto; $NO_COLOR is heeded")
    private ColourMode colour = ColourMode.AUTO;

    Optional<String> store() {
        return Optional.ofNullable(store);
    }

    /** As if it had been given with {@code -s}. */
    void useStore(String uri) {
        store = uri;
    }

    Optional<String> lokiConfig() {
        return Optional.ofNullable(lokiConfig);
    }

    /** As given. */
    Optional<String> from() {
        return Optional.ofNullable(from).map(TimeExpression::toString);
    }

    /** As given. */
    Optional<String> to() {
        return Optional.ofNullable(to).map(TimeExpression::toString);
    }

    /**
     * Each end that is not given is the session's.
     *
     * @throws IllegalArgumentException if it ends before it begins
     */
    TimeRange range(Instant present, SessionContext context) {
        TimeExpression start = from == null ? time(context.from()) : from;
        TimeExpression given = until == null ? to : until;
        TimeExpression stop = given == null ? time(context.to()) : given;
        long first = start == null ? TimeRange.ALL.fromNanos() : start.nanos(present);
        long end = stop == null ? TimeRange.ALL.toNanos() : stop.nanos(present);
        if (first > end) {
            throw new IllegalArgumentException("--from " + start + (from == null ? " (of 'time')" : "")
                    + " is after --to " + stop + (given == null ? " (of 'time')" : ""));
        }
        return new TimeRange(first, end);
    }

    /** On the command line itself, not in a session. */
    boolean namesTenantsOrTimes() {
        return !tenants.isEmpty() || from != null || to != null || until != null;
    }

    private static @Nullable TimeExpression time(@Nullable String text) {
        return text == null ? null : TimeExpression.parse(text);
    }

    /** Whether the present time is set. */
    boolean hasNow() {
        return now != null;
    }

    Instant now(Instant clock) {
        return now == null ? clock : now.resolve(clock);
    }

    OutputFormat output() {
        return output;
    }

    Optional<Integer> concurrency() {
        return Optional.ofNullable(concurrency);
    }

    boolean quiet() {
        return quiet;
    }

    boolean verbose() {
        return verbose;
    }

    boolean fresh() {
        return fresh;
    }

    boolean stats() {
        return stats;
    }

    ColourMode colour() {
        return colour;
    }
}
