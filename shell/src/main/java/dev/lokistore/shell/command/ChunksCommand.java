package dev.lokistore.shell.command;

import dev.lokistore.index.report.ChunkRow;
import dev.lokistore.index.report.HistogramKind;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.StoreReports.Verification;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chunks}. */
@Command(
        name = "chunks",
        description = {
            "Lists the chunks of streams as the index names them, and whether their objects exist.",
            "States: ok, missing (the index names it, there is no object), unknown (the store did not say).",
            "With --histogram it counts them instead: by stored size, by time from first to last entry, by how full they are,"
                    + " by entries, and how many are tiny."
        },
        footer = {
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz chunks '{app=\"kubelet\"}' --from 2026-11-20",
            "  lokistore -s testdata/fs-tsdb-v13-gzip.tar.gz chunks --verify -o jsonl",
            "  lokistore -s s3://loki-chunks chunks --histogram --of size,tiny --from now-7d"
        })
final class ChunksCommand extends StoreCommand {
    private static final RecordView<ChunkRow> VIEW = RecordView.<ChunkRow>builder()
            .field(
                    "tenant",
                    FieldKind.TEXT,
                    Shown.WIDE,
                    row -> row.ref().tenant().value())
            .field("key", FieldKind.KEY, Shown.ALWAYS, ChunkRow::key)
            .field("objectKey", FieldKind.TEXT, Shown.DATA, ChunkRow::objectKey)
            .field("fingerprint", FieldKind.TEXT, Shown.DATA, row -> row.ref().fingerprintHex())
            .field("labels", FieldKind.LABELS, Shown.WIDE, row -> Views.labels(row.labels()))
            .millis("from", row -> row.ref().fromMillis())
            .millis("through", row -> row.ref().throughMillis())
            .field("checksum", FieldKind.TEXT, Shown.DATA, row -> row.ref().checksumHex())
            .bytes("storedBytes", ChunkRow::storedBytes)
            .field("entries", FieldKind.COUNT, Shown.WIDE, ChunkRow::entries)
            .bytes("rawBytes", Shown.WIDE, ChunkRow::rawBytes, ChunkRow::estimated)
            .field("estimated", FieldKind.FLAG, Shown.OPTIONAL, row -> Views.onlyTrue(row.estimated()))
            .field("tables", FieldKind.LIST, Shown.WIDE, ChunkRow::tables)
            .text("state", row -> row.state().label())
            .build();

    @Mixin
    private SelectorArgument selector = new SelectorArgument();

    @Mixin
    private ExactOption exact = new ExactOption();

    @Option(names = "--verify", description = "Ask for every object with a HEAD request instead of listing")
    private boolean verify;

    @Option(names = "--histogram", description = "Count chunks by classes, and list none")
    private boolean histogram;

    @Option(
            names = "--of",
            split = ",",
            paramLabel = "WHAT",
            description = "Histograms of these: size, span, fill, entries, tiny. Default: all")
    private List<HistogramKind> kinds = List.of();

    @Mixin
    private TinyOption tiny = new TinyOption();

    @Mixin
    private TargetOption target = new TargetOption();

    @Override
    void execute(Run run) throws IOException {
        if (histogram) {
            if (verify) {
                throw new UsageException("--histogram does not go with --verify");
            }
            Set<HistogramKind> wanted = kinds.isEmpty() ? EnumSet.allOf(HistogramKind.class) : EnumSet.copyOf(kinds);
            ReportQuery query = exact.applyTo(selector.query(run));
            ChunkHistograms.print(run, wanted, target.applyTo(tiny.goals(), run), query);
            return;
        }
        if (!kinds.isEmpty()) {
            throw new UsageException("--of is for --histogram");
        }
        Verification how = verify ? Verification.HEAD : Verification.LISTING;
        run.render(
                VIEW,
                "no chunk matches",
                sink -> run.reports().chunks(exact.applyTo(selector.query(run)), how, run.problems(), sink));
    }
}
