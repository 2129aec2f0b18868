package dev.lokistore.shell.command;

import dev.lokistore.index.health.ChunkCensus;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code info}. */
@Command(
        name = "info",
        description = {
            "Shows what a store is: root, layout, schema periods, tables, tenants, health of the tables, formats. Lists the"
                    + " index folder, reads a few index files and the first bytes of the TSDB ones; lists no chunk unless"
                    + " asked for a census."
        },
        footer = {"  lokistore -s testdata/fs-multi-period.tar.gz info", "  lokistore -s s3://loki-chunks info -o json"
        })
final class InfoCommand extends StoreCommand {
    @Option(
            names = "--census",
            description = "List the chunks too, and count them by schema and form of their keys; reads none")
    private boolean census;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "As --census, and read the headers of N chunks of each table: format and codec")
    private int sample;

    @Option(names = "--exact", description = "As --census, and read the header of every chunk: format and codec")
    private boolean exact;

    @Override
    void execute(Run run) throws IOException {
        if (sample < 0) {
            throw new UsageException("--sample is " + sample + " but must be 0 or more");
        }
        boolean chunks = census || sample > 0 || exact;
        boolean headers = sample > 0 || exact;
        Integer looked = chunks ? (Integer) (exact ? ChunkCensus.ALL : sample) : null;
        boolean saved = run.store().inventory() != null;
        run.renderOne(view(saved, chunks, headers), StoreFindings.of(run, run.problems(), looked));
    }

    /** @param saved whether it is an inventory */
    private static RecordView.Builder<StoreFindings> builder(boolean saved) {
        RecordView.Builder<StoreFindings> view = RecordView.<StoreFindings>builder()
                .text("store", found -> found.info().store());
        return saved
                ? view.text("savedFrom", found -> found.info().savedFrom())
                        .millis("savedAt", found -> found.info().savedAt())
                : view;
    }

    static RecordView<StoreFindings> view(boolean saved, boolean chunks, boolean headers) {
        RecordView.Builder<StoreFindings> view = builder(saved)
                .text("root", found -> found.info().root())
                .text("objectNames", found -> found.info().objectNames())
                .field(
                        "keyForms",
                        FieldKind.LIST,
                        Shown.ALWAYS,
                        found -> found.info().keyForms())
                .field(
                        "indexPrefixes",
                        FieldKind.LIST,
                        Shown.ALWAYS,
                        found -> found.info().indexPrefixes())
                .field(
                        "tenants",
                        FieldKind.LIST,
                        Shown.ALWAYS,
                        found -> found.info().tenants())
                .count("tables", found -> found.info().tables())
                .count("indexFiles", found -> found.info().indexFiles())
                .bytes("indexBytes", found -> found.info().indexBytes())
                .text("firstDay", found -> found.info().firstDay())
                .text("lastDay", found -> found.info().lastDay())
                .text("schemaOrigin", found -> found.info().schemaOrigin())
                .field(
                        "schema",
                        FieldKind.RECORDS,
                        Shown.STRUCTURED,
                        found -> found.info().schema())
                .field(
                        "schemaPeriods",
                        FieldKind.LIST,
                        Shown.TABULAR,
                        found -> found.info().schemaLines())
                .field(
                        "strayObjects",
                        FieldKind.LIST,
                        Shown.ALWAYS,
                        found -> found.info().strays())
                .field("health", FieldKind.LIST, Shown.TABULAR, StoreFindings::healthLines)
                .field("tableFaults", FieldKind.RECORDS, Shown.STRUCTURED, StoreFindings::faults)
                .field("compactionLagSeconds", FieldKind.COUNT, Shown.DATA, StoreFindings::compactionLagSeconds)
                .field("indexFormats", FieldKind.LIST, Shown.TABULAR, StoreFindings::indexLines)
                .field("indexFormats", FieldKind.RECORDS, Shown.STRUCTURED, StoreFindings::indexRecords);
        if (chunks) {
            view.field("chunkKeys", FieldKind.LIST, Shown.TABULAR, of(CensusText::keyLines))
                    .field("chunkKeys", FieldKind.RECORDS, Shown.STRUCTURED, of(CensusText::keyRecords));
        }
        if (headers) {
            view.field("chunkFormats", FieldKind.LIST, Shown.TABULAR, of(CensusText::payloadLines))
                    .field("chunkFormats", FieldKind.RECORDS, Shown.STRUCTURED, of(CensusText::payloadRecords));
        }
        return view.build();
    }

    private static Function<StoreFindings, @Nullable Object> of(Function<ChunkCensus, Object> part) {
        return found -> found.chunks() == null ? null : part.apply(found.chunks());
    }
}
