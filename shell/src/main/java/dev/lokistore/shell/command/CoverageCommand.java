package dev.lokistore.shell.command;

import dev.lokistore.index.coverage.Coverage;
import dev.lokistore.index.coverage.CoverageCell;
import dev.lokistore.index.coverage.CoverageOptions;
import dev.lokistore.index.coverage.CoverageOptions.Per;
import dev.lokistore.index.coverage.CoverageOptions.Step;
import dev.lokistore.index.coverage.CoverageRange;
import dev.lokistore.index.duration.PrometheusDuration;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.ReportSink;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.terminal.Glyphs;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coverage}. */
@Command(
        name = "coverage",
        description = {
            "Draws which hours have chunks, a row for each day (or which days, a row for each month), for each tenant or"
                    + " stream; lists holes, chunks without an object, and objects that no table names.",
            "Reads the index and listings, no chunk. A cell shows how many chunks overlap it, against the fullest one: a"
                    + " chunk may span hours without a line.",
            "Objects that no table names are looked for without SELECTOR only."
        },
        footer = {
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz coverage",
            "  lokistore -s testdata/fs-tsdb-v13-gzip.tar.gz coverage --per stream '{app=\"checkout\"}'",
            "  lokistore -s s3://loki-chunks coverage --ranges --min-gap 3h -o jsonl"
        })
final class CoverageCommand extends StoreCommand {
    private record Cell(Coverage row, CoverageCell cell) {}

    record Range(Coverage row, CoverageRange range) {}

    private static final RecordView<Cell> CELLS = RecordView.<Cell>builder()
            .text("tenant", cell -> cell.row().subject().tenant().value())
            .field(
                    "labels",
                    FieldKind.LABELS,
                    Shown.ALWAYS,
                    cell -> Views.labels(cell.row().subject().labels()))
            .field("fingerprint", FieldKind.TEXT, Shown.OPTIONAL, cell -> fingerprint(cell.row()))
            .millis("from", cell -> Views.millis(cell.cell().from()))
            .millis(
                    "through",
                    cell -> Views.millis(
                            cell.cell().from().plus(cell.row().step().length()).minusMillis(1)))
            .count("chunks", cell -> cell.cell().chunks())
            .count("missingChunks", cell -> cell.cell().missing())
            .count("unindexedChunks", cell -> cell.cell().unindexed())
            .build();

    static final RecordView<Range> RANGES = RecordView.<Range>builder()
            .text("tenant", range -> range.row().subject().tenant().value())
            .field(
                    "labels",
                    FieldKind.LABELS,
                    Shown.ALWAYS,
                    range -> Views.labels(range.row().subject().labels()))
            .field("fingerprint", FieldKind.TEXT, Shown.OPTIONAL, range -> fingerprint(range.row()))
            .text("kind", range -> range.range().kind().label())
            .millis("from", range -> Views.millis(range.range().from()))
            .millis("through", range -> Views.millis(range.range().through()))
            .field("duration", FieldKind.TEXT, Shown.TABULAR, range -> CoverageMap.length(range.range()))
            .field(
                    "durationSeconds",
                    FieldKind.COUNT,
                    Shown.DATA,
                    range -> range.range().length().toSeconds())
            .count("chunks", range -> range.range().chunks())
            .build();

    @Mixin
    private SelectorArgument selector = new SelectorArgument();

    @Option(
            names = "--per",
            paramLabel = "WHAT",
            defaultValue = "tenant",
            description = "tenant or stream. Default: tenant")
    private Per per = Per.TENANT;

    @Option(names = "--by", paramLabel = "STEP", defaultValue = "hour", description = "hour or day. Default: hour")
    private Step step = Step.HOUR;

    @Option(
            names = "--min-gap",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "Shorter holes are none, and other ranges nearer to each other are one: 3h, 1d. Default: 1h")
    private String minGap = "1h";

    @Option(names = "--ranges", description = "List holes and other ranges, and draw nothing")
    private boolean ranges;

    @Override
    void execute(Run run) throws IOException {
        ReportQuery query = selector.query(run);
        CoverageOptions options = options();
        String nothing = "no chunk matches";
        if (ranges) {
            run.render(
                    RANGES,
                    "no hole and nothing missing",
                    sink -> report(run, options, query, row -> {
                        for (CoverageRange range : row.ranges()) {
                            sink.accept(new Range(row, range));
                        }
                    }));
        } else if (!run.human()) {
            run.render(
                    CELLS,
                    nothing,
                    sink -> report(run, options, query, row -> {
                        for (CoverageCell cell : row.cells()) {
                            sink.accept(new Cell(row, cell));
                        }
                    }));
        } else {
            Glyphs glyphs = Glyphs.of(run.session().environment()::get);
            CoverageMap map = new CoverageMap(
                    run.out(), run.style(), glyphs, run.session().out().columns());
            report(run, options, query, map::print);
            if (map.isEmpty()) {
                run.nothingFound(nothing);
            }
        }
    }

    private static void report(Run run, CoverageOptions options, ReportQuery query, ReportSink<Coverage> sink)
            throws IOException {
        run.reports().coverage(options, query, run.problems(), sink);
    }

    private CoverageOptions options() {
        try {
            Duration gap = PrometheusDuration.parse(minGap);
            return new CoverageOptions(per, step, gap);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--min-gap: " + e.getMessage());
        }
    }

    private static @Nullable String fingerprint(Coverage row) {
        Long fingerprint = row.subject().fingerprint();
        return fingerprint == null ? null : Long.toHexString(fingerprint);
    }
}
