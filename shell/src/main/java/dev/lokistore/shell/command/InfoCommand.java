package dev.lokistore.shell.command;

import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code info}. */
@Command(
        name = "info",
        description = {
            "Shows what a store is: root, layout, schema periods, tables, tenants. Lists the index folder, reads a few"
                    + " index files, lists no chunk."
        },
        footer = {"  lokistore -s testdata/fs-multi-period.tar.gz info", "  lokistore -s s3://loki-chunks info -o json"
        })
final class InfoCommand extends StoreCommand {
    static final RecordView<StoreInfo> VIEW = RecordView.<StoreInfo>builder()
            .text("store", StoreInfo::store)
            .text("root", StoreInfo::root)
            .text("objectNames", StoreInfo::objectNames)
            .field("keyForms", FieldKind.LIST, Shown.ALWAYS, StoreInfo::keyForms)
            .field("indexPrefixes", FieldKind.LIST, Shown.ALWAYS, StoreInfo::indexPrefixes)
            .field("tenants", FieldKind.LIST, Shown.ALWAYS, StoreInfo::tenants)
            .count("tables", StoreInfo::tables)
            .count("indexFiles", StoreInfo::indexFiles)
            .bytes("indexBytes", StoreInfo::indexBytes)
            .text("firstDay", StoreInfo::firstDay)
            .text("lastDay", StoreInfo::lastDay)
            .text("schemaOrigin", StoreInfo::schemaOrigin)
            .field("schema", FieldKind.RECORDS, Shown.STRUCTURED, StoreInfo::schema)
            .field("schemaPeriods", FieldKind.LIST, Shown.TABULAR, StoreInfo::schemaLines)
            .field("strayObjects", FieldKind.LIST, Shown.ALWAYS, StoreInfo::strays)
            .build();

    @Override
    void execute(Run run) throws IOException {
        run.renderOne(VIEW, StoreInfo.of(run.store()));
    }
}
