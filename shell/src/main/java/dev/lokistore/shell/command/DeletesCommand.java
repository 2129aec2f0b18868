package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.DeleteRequestStore.Form;
import dev.lokistore.index.deletes.StoredDeletes;
import dev.lokistore.index.deletes.StoredDeletes.Stored;
import dev.lokistore.index.report.DeleteRow;
import dev.lokistore.index.report.ReportSink;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code deletes}. */
@Command(
        name = "deletes",
        description = {
            "Lists Loki's delete requests, from both forms of their store: boltdb, and the SQLite of Loki 3.5 and later."
                    + " Where both are there, those of SQLite, which Loki uses; a note names what only the other has.",
            "MATCHING is what the index names in the streams and the time of a request, with ~ where the request is about"
                    + " lines of them only. No chunk is read. --from and --to leave out requests for other times."
        },
        subcommands = {DeletesApplyCommand.class},
        footer = {
            "  lokistore -s testdata/fs-tsdb-v13-deletes.tar.gz deletes --now 2026-11-24",
            "  lokistore -s testdata/minio-deletes-and-rules.tar.gz deletes -t fake -o jsonl",
            "  lokistore -s s3://loki-chunks deletes --form boltdb --no-matching",
            "  lokistore -s s3://loki-chunks deletes apply"
        })
final class DeletesCommand extends StoreCommand {
    private record Line(Stored stored, DeleteRow row) {
        DeleteRequest request() {
            return row.request();
        }

        @Nullable
        List<String> severalSelectors() {
            List<String> selectors = request().selectors();
            return selectors.size() > 1 ? selectors : null;
        }
    }

    @Option(names = "--form", paramLabel = "FORM", description = "Only this form of the store: sqlite, boltdb")
    private @Nullable Form form;

    @Option(names = "--no-matching", description = "Leave out what the requests match, and do not read the index")
    private boolean noMatching;

    @Override
    void execute(Run run) throws IOException {
        StoredDeletes found = StoredDeletes.read(run.loki(), form, run.store().temporaryPath(), run.problems());
        List<Stored> wanted = wanted(found.requests(), run);
        List<DeleteRequest> requests = wanted.stream().map(Stored::request).toList();
        String nothing = found.stores().isEmpty() ? "there is no store of delete requests" : "no delete request";
        run.<Line>render(view(run.now()), nothing, sink -> {
            Iterator<Stored> stored = wanted.iterator();
            ReportSink<DeleteRow> rows = row -> sink.accept(new Line(stored.next(), row));
            if (!noMatching) {
                run.reports().deletes(requests, run.problems(), rows);
                return;
            }
            for (DeleteRequest request : requests) {
                rows.accept(new DeleteRow(request, null, null, false));
            }
        });
        noteUnused(wanted(found.unused(), run), run);
    }

    private static List<Stored> wanted(List<Stored> all, Run run) throws IOException {
        Set<TenantId> tenants = run.tenants();
        TimeRange range = run.range();
        return all.stream()
                .filter(stored ->
                        tenants.isEmpty() || tenants.contains(stored.request().tenant()))
                .filter(stored -> range.overlapsMillis(
                        stored.request().from().toEpochMilli(),
                        stored.request().through().toEpochMilli()))
                .toList();
    }

    private static void noteUnused(List<Stored> unused, Run run) {
        if (!unused.isEmpty()) {
            String ids = unused.stream()
                    .map(stored ->
                            stored.request().tenant() + " " + stored.request().requestId())
                    .collect(Collectors.joining(", "));
            run.note("note: only in " + unused.get(0).store().object().key()
                    + ", which Loki does not use beside SQLite (--form boltdb lists it): " + SafeText.escape(ids));
        }
    }

    private static RecordView<Line> view(Instant now) {
        return RecordView.<Line>builder()
                .text("requestId", line -> line.request().requestId())
                .text("tenant", line -> line.request().tenant().value())
                .text("query", line -> line.request().queryText())
                .millis("from", line -> line.request().from().toEpochMilli())
                .millis("through", line -> line.request().through().toEpochMilli())
                .text("status", line -> line.request().status().label())
                .field(
                        "createdAt",
                        FieldKind.MILLIS,
                        Shown.WIDE,
                        line -> line.request().createdAt().toEpochMilli())
                .field(
                        "age",
                        FieldKind.TEXT,
                        Shown.TABULAR,
                        line -> Ages.text(line.request().createdAt(), now))
                .field(
                        "ageSeconds",
                        FieldKind.COUNT,
                        Shown.DATA,
                        line -> Duration.between(line.request().createdAt(), now)
                                .toSeconds())
                .field(
                        "shards",
                        FieldKind.COUNT,
                        Shown.WIDE,
                        line -> line.request().shards())
                .count("matchingChunks", line -> line.row().matchingChunks())
                .bytes(
                        "matchingBytes",
                        Shown.ALWAYS,
                        line -> line.row().matchingBytes(),
                        line -> line.row().upperBound())
                .field(
                        "matchingUpperBound",
                        FieldKind.FLAG,
                        Shown.OPTIONAL,
                        line -> Views.onlyTrue(line.row().upperBound()))
                .field("selectors", FieldKind.LIST, Shown.OPTIONAL, Line::severalSelectors)
                .field(
                        "store",
                        FieldKind.TEXT,
                        Shown.WIDE,
                        line -> line.stored().store().object().key().value())
                .build();
    }
}
