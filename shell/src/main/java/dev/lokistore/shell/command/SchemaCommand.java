package dev.lokistore.shell.command;

import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.OutputFormat;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code schema}. */
@Command(
        name = "schema",
        description = {
            "Prints the schema_config that the store was written with, ready to paste into Loki's configuration.",
            "It is found out from the store. With --loki-config it also says where the two disagree.",
            "As table and yaml it is Loki's YAML; other formats have a record for each period."
        },
        footer = {
            "  lokistore -s testdata/fs-multi-period.tar.gz schema",
            "  lokistore -s /mnt/loki schema --loki-config /etc/loki/config.yaml"
        })
final class SchemaCommand extends StoreCommand {
    static final RecordView<SchemaPeriod> VIEW = RecordView.<SchemaPeriod>builder()
            .text("from", period -> period.from().toString())
            .text("store", SchemaPeriod::store)
            .text("objectStore", SchemaPeriod::objectStore)
            .text("schema", period -> "v" + period.version())
            .text("indexPrefix", SchemaPeriod::indexPrefix)
            .count("indexPeriodHours", period -> period.indexPeriod().toHours())
            .text("pathPrefix", SchemaPeriod::pathPrefix)
            .field("rowShards", FieldKind.COUNT, Shown.ALWAYS, period -> (long) period.rowShards())
            .build();

    @Override
    void execute(Run run) throws IOException {
        StoreSchema schema = run.loki().detectedSchema();
        OutputFormat format = run.global().output();
        if (format == OutputFormat.TABLE || format == OutputFormat.WIDE || format == OutputFormat.YAML) {
            // the line feeds are ours, all else may come from the store
            schema.toYaml().lines().map(SafeText::escape).forEach(run.out()::println);
        } else {
            run.render(VIEW, "no period can be told", sink -> {
                for (SchemaPeriod period : schema.periods()) {
                    sink.accept(period);
                }
            });
        }
        schema.notes().forEach(note -> run.note("note: " + SafeText.escape(note)));
        run.loki()
                .schemaDifferences()
                .forEach(difference ->
                        run.note("differs from the configuration: " + SafeText.escape(difference.toString())));
    }
}
