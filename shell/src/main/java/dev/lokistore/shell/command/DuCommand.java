package dev.lokistore.shell.command;

import dev.lokistore.index.report.UsageRow;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code du}. */
@Command(
        name = "du",
        description = {
            "Sums up stored bytes, raw bytes, entries, chunks and streams by tenant, table, day, codec or any label.",
            "Reads the index and listings; only the key codec and --exact read chunks' headers.",
            "A chunk that several tables or days hold counts once in each of them."
        },
        footer = {
            "  lokistore -s testdata/fs-multi-period.tar.gz du --by tenant,namespace",
            "  lokistore -s testdata/fs-tsdb-v13-gzip.tar.gz du --by day '{app=\"checkout\"}' -o csv"
        })
final class DuCommand extends StoreCommand {
    @Option(
            names = "--by",
            split = ",",
            paramLabel = "KEY",
            defaultValue = "tenant",
            description = "tenant, table, day, codec, or names of labels, separated by commas. Default: tenant")
    private List<String> keys = List.of();

    @Mixin
    private SelectorArgument selector = new SelectorArgument();

    @Mixin
    private ExactOption exact = new ExactOption();

    @Override
    void execute(Run run) throws IOException {
        if (new LinkedHashSet<>(keys).size() < keys.size() || keys.contains("")) {
            throw new UsageException("--by takes each key once: " + String.join(",", keys));
        }
        run.render(
                view(keys),
                "nothing matches",
                sink -> run.reports().usage(keys, exact.applyTo(selector.query(run)), run.problems(), sink));
    }

    private static RecordView<UsageRow> view(List<String> keys) {
        RecordView.Builder<UsageRow> view = RecordView.builder();
        view.field("group", FieldKind.LABELS, Shown.STRUCTURED, UsageRow::group);
        for (String key : keys) {
            view.field(key, FieldKind.TEXT, Shown.TABULAR, row -> row.group().get(key));
        }
        return view.count("streams", UsageRow::streams)
                .count("chunks", UsageRow::chunks)
                .bytes("storedBytes", UsageRow::storedBytes)
                .bytes("rawBytes", Shown.ALWAYS, UsageRow::rawBytes, UsageRow::estimated)
                .count("entries", UsageRow::entries)
                .field("estimated", FieldKind.FLAG, Shown.OPTIONAL, row -> Views.onlyTrue(row.estimated()))
                .field("share", FieldKind.SHARE, Shown.ALWAYS, UsageRow::share)
                .build();
    }
}
