package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.compare.ComparedEntry;
import dev.lokistore.compactor.compare.ComparisonSink;
import dev.lokistore.compactor.compare.StoreComparison;
import dev.lokistore.compactor.compare.StreamHour;
import dev.lokistore.compactor.gateway.Gateway;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntrySearch;
import dev.lokistore.index.query.QueryOptions;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.RowWriter;
import dev.lokistore.shell.render.Times;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code compare}. */
@Command(
        name = "compare",
        description = {
            "Compares what a running Loki answers with what the store holds, per stream and hour, and lists what is missing on"
                    + " which side. Neither is changed.",
            "An entry counts once on each side, however many replicas hold it. What Loki's ingesters have and have not"
                    + " written yet is missing in the store: compare what is some hours old."
        },
        footer = {
            "  lokistore -s s3://loki-chunks compare --url http://loki:3100 '{app=\"web\"}' --from now-2d --to now-1d",
            "  lokistore -s /copy compare -t team-a --url https://logs.example.com --user ops '{app=~\".+\"}' --from"
                    + " 2026-11-20 --to 2026-11-21 --entries -o jsonl"
        })
final class CompareCommand extends StoreCommand {
    private static final int PAGE = 5000;
    /** Loki's default for {@code max_chunk_age}, and some time to flush. */
    private static final long YOUNG_HOURS = 3;

    private record Difference(TenantId tenant, ComparisonSink.Missing missing, ComparedEntry entry) {}

    private static final RecordView<StreamHour> HOURS = RecordView.<StreamHour>builder()
            .text("tenant", hour -> hour.tenant().value())
            .field("from", FieldKind.NANOS, Shown.ALWAYS, StreamHour::fromNanos)
            .count("storeEntries", StreamHour::storeEntries)
            .count("lokiEntries", StreamHour::lokiEntries)
            .count("missingInLoki", StreamHour::missingInLoki)
            .count("missingInStore", StreamHour::missingInStore)
            .field("storeHash", FieldKind.TEXT, Shown.DATA, hour -> Long.toHexString(hour.storeHash()))
            .field("lokiHash", FieldKind.TEXT, Shown.DATA, hour -> Long.toHexString(hour.lokiHash()))
            .field("equal", FieldKind.FLAG, Shown.DATA, StreamHour::equal)
            .field(
                    "labels",
                    FieldKind.LABELS,
                    Shown.ALWAYS,
                    hour -> hour.labels().asMap())
            .build();

    private static final RecordView<Difference> ENTRIES = RecordView.<Difference>builder()
            .text("missingIn", each -> each.missing() == ComparisonSink.Missing.IN_LOKI ? "loki" : "store")
            .text("tenant", each -> each.tenant().value())
            .field(
                    "labels",
                    FieldKind.LABELS,
                    Shown.ALWAYS,
                    each -> each.entry().labels().asMap())
            .field("time", FieldKind.NANOS, Shown.TABULAR, each -> each.entry().timestampNanos())
            .field("ts", FieldKind.COUNT, Shown.STRUCTURED, each -> each.entry().timestampNanos())
            .text("line", each -> each.entry().line())
            .field(
                    "metadata",
                    FieldKind.LABELS,
                    Shown.OPTIONAL,
                    each -> each.entry().metadata().isEmpty()
                            ? null
                            : each.entry().metadata())
            .build();

    @Parameters(
            arity = "0..*",
            paramLabel = "SELECTOR",
            description = "Which streams and lines; Loki wants a matcher that the empty value does not match")
    private List<String> selectors = List.of();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The Loki, or the gateway in front of it: http://host:3100. Default: $LOKI_ADDR")
    private @Nullable String url;

    @Option(names = "--entries", description = "List the entries that one side lacks, in place of the hours")
    private boolean entries;

    @Option(names = "--all", description = "Also hours in which both sides are equal")
    private boolean all;

    @Option(
            names = "--page",
            paramLabel = "N",
            defaultValue = "" + PAGE,
            description = "Entries that Loki is asked for at once, at most its max_entries_limit_per_query."
                    + " Default: " + PAGE)
    private int page = PAGE;

    @Mixin
    private GatewayChoice access = new GatewayChoice();

    @Override
    void execute(Run run) throws IOException {
        if (page < 1) {
            throw new UsageException("--page is 1 or more");
        }
        String address =
                url == null ? run.session().environment().get("LOKI_ADDR").orElse(null) : url;
        if (address == null) {
            throw new UsageException("compare with which Loki? --url http://host:3100; the store is that of -s");
        }
        if (selectors.size() != 1) {
            throw new UsageException("compare which streams? One SELECTOR such as '{app=~\".+\"}', not "
                    + selectors.size() + "; the store is that of -s, the Loki that of --url");
        }
        Selector wanted = Selector.parse(selectors.get(0));
        TimeRange range = range(run);
        Gateway gateway = access.open(run, "--url", address);
        QueryOptions options =
                QueryOptions.defaults(run.store().temporaryPath()).withPrefetch(run.concurrency());
        StoreComparison comparison =
                new StoreComparison(new EntrySearch(run.loki(), options), gateway, wanted, page, run.problems());
        Set<TenantId> named = run.tenants();
        Set<TenantId> tenants = named.isEmpty() ? run.loki().tenantsInNames() : named;
        Findings findings = new Findings(run);
        if (entries) {
            try (RowWriter<Difference> rows = run.rendering().rows(ENTRIES)) {
                findings.entries = rows;
                comparison.run(tenants, range, findings);
            }
        } else {
            try (RowWriter<StreamHour> rows = run.rendering().rows(HOURS)) {
                findings.hours = rows;
                comparison.run(tenants, range, findings);
            }
        }
        findings.conclude(range);
    }

    private static TimeRange range(Run run) {
        TimeRange range = run.range();
        if (range.fromNanos() == TimeRange.ALL.fromNanos()) {
            throw new UsageException("compare from when on? --from now-1d");
        }
        return range.toNanos() == TimeRange.ALL.toNanos() ? new TimeRange(range.fromNanos(), run.nowNanos()) : range;
    }

    private final class Findings implements ComparisonSink {
        private final Run run;
        private @Nullable RowWriter<StreamHour> hours;
        private @Nullable RowWriter<Difference> entries;
        private long compared;
        private long different;
        private long missingInLoki;
        private long missingInStore;

        Findings(Run run) {
            this.run = run;
        }

        @Override
        public void hour(StreamHour hour) throws IOException {
            compared++;
            different += hour.equal() ? 0 : 1;
            missingInLoki += hour.missingInLoki();
            missingInStore += hour.missingInStore();
            run.activity(Times.nanos(hour.fromNanos()) + ", " + Quantity.count(different) + " different");
            if (hours != null && (all || !hour.equal())) {
                run.stopProgress();
                hours.write(hour);
            }
        }

        @Override
        public void entry(TenantId tenant, Missing missing, ComparedEntry entry) throws IOException {
            if (entries != null) {
                run.stopProgress();
                entries.write(new Difference(tenant, missing, entry));
            }
        }

        @Override
        public void failed(TenantId tenant, long fromNanos, IOException why) {
            run.problems().report("tenant " + tenant + ", hour of " + Times.nanos(fromNanos), why);
        }

        void conclude(TimeRange range) throws IOException {
            run.note(Quantity.count(compared) + " stream hours compared, " + Quantity.count(different) + " different: "
                    + Quantity.count(missingInLoki) + " entries are missing in Loki, "
                    + Quantity.count(missingInStore) + " in the store");
            boolean young = range.toNanos() > run.nowNanos() - TimeUnit.HOURS.toNanos(YOUNG_HOURS);
            if (missingInStore > 0 && young) {
                run.note("of the last hours, Loki's ingesters have entries that are not in the store yet");
            }
            if (different > 0) {
                run.alarm();
            }
        }
    }
}
