package dev.lokistore.shell.command;

import dev.lokistore.index.report.UsageKey;
import dev.lokistore.index.report.UsageOptions;
import dev.lokistore.index.report.UsageRest;
import dev.lokistore.index.report.UsageRow;
import dev.lokistore.index.report.UsageSort;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code du}. */
@Command(
        name = "du",
        description = {
            "Sums up stored bytes, raw bytes, entries, chunks and streams by tenant, table, day, codec, size of chunks or"
                    + " any label; says how much of it is in chunks that overlap others of their stream, as replicas do.",
            "Reads the index and listings; only the key codec and --exact read chunks' headers.",
            "A chunk that several tables or days hold counts once in each of them."
        },
        footer = {
            "  lokistore -s testdata/fs-multi-period.tar.gz du --by tenant,namespace",
            "  lokistore -s testdata/fs-multi-period.tar.gz du --by tenant,namespace,app --depth 2 --sort name",
            "  lokistore -s s3://loki-chunks du --by namespace,app --top 10",
            "  lokistore -s testdata/fs-tsdb-v13-gzip.tar.gz du --by day '{app=\"checkout\"}' -o csv"
        })
final class DuCommand extends StoreCommand {
    @Option(
            names = "--by",
            split = ",",
            paramLabel = "KEY",
            defaultValue = "tenant",
            description =
                    "tenant, table, day, codec, size, or names of labels, separated by commas; label:day is the label"
                            + " called day. Default: tenant")
    private List<String> keys = List.of();

    @Option(
            names = "--depth",
            paramLabel = "N",
            description =
                    "A tree: a row for everything, below it those of the first key, of the first two, … up to N keys")
    private @Nullable Integer depth;

    @Option(
            names = "--sort",
            paramLabel = "WHAT",
            defaultValue = "stored",
            description = "stored, raw, entries, chunks, streams, average, overlap, tiny: largest first; or name."
                    + " Default: stored")
    private UsageSort sort = UsageSort.STORED;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "Only the first N rows, in a tree the first N below each row. Default: all")
    private @Nullable Long top;

    @Mixin
    private SelectorArgument selector = new SelectorArgument();

    @Mixin
    private ExactOption exact = new ExactOption();

    @Mixin
    private TinyOption tiny = new TinyOption();

    @Override
    void execute(Run run) throws IOException {
        UsageOptions options = options();
        List<UsageRow> rows = new ArrayList<>();
        UsageRest rest = run.reports().usage(options, exact.applyTo(selector.query(run)), run.problems(), rows::add);
        ShareBars bars = ShareBars.of(run, rows.stream().mapToDouble(UsageRow::share));
        run.render(view(keys, bars), "nothing matches", sink -> {
            for (UsageRow row : rows) {
                sink.accept(row);
            }
        });
        if (rest.groups() > 0) {
            run.note("and " + Quantity.count(rest.groups()) + " more with " + Quantity.bytes(rest.storedBytes()));
        }
    }

    private UsageOptions options() {
        try {
            return new UsageOptions(
                    keys.stream().map(UsageKey::parse).toList(),
                    depth,
                    sort,
                    top == null ? Long.MAX_VALUE : top,
                    tiny.goals());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static RecordView<UsageRow> view(List<String> keys, ShareBars bars) {
        RecordView.Builder<UsageRow> view = RecordView.builder();
        view.field("group", FieldKind.LABELS, Shown.STRUCTURED, UsageRow::group);
        for (String key : keys) {
            view.field(key, FieldKind.TEXT, Shown.TABULAR, row -> row.group().get(key));
        }
        return view.count("streams", UsageRow::streams)
                .count("chunks", UsageRow::chunks)
                .field("missingChunks", FieldKind.COUNT, Shown.DATA, UsageRow::missingChunks)
                .bytes("storedBytes", UsageRow::storedBytes)
                .bytes("rawBytes", Shown.ALWAYS, UsageRow::rawBytes, UsageRow::estimated)
                .count("entries", UsageRow::entries)
                .field("averageChunkBytes", FieldKind.BYTES, Shown.ROOMY, UsageRow::averageChunkBytes)
                .field("tinyChunks", FieldKind.COUNT, Shown.DATA, UsageRow::tinyChunks)
                .field("tiny", FieldKind.SHARE, Shown.WIDE, UsageRow::tiny)
                .field("overlapBytes", FieldKind.BYTES, Shown.DATA, UsageRow::overlapBytes)
                .field("overlap", FieldKind.SHARE, Shown.ROOMY, UsageRow::overlap)
                .field("estimated", FieldKind.FLAG, Shown.OPTIONAL, row -> Views.onlyTrue(row.estimated()))
                .field("share", FieldKind.SHARE, Shown.ALWAYS, UsageRow::share)
                .field("", FieldKind.TEXT, Shown.DRAWN, row -> bars.of(row.share()))
                .build();
    }
}
