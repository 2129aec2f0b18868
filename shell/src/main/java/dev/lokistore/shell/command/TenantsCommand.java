package dev.lokistore.shell.command;

import dev.lokistore.index.report.TenantRow;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code tenants}. */
@Command(
        name = "tenants",
        description = "Lists tenants with their streams, chunks, sizes and time ranges. Reads the index, no chunk.",
        footer = {
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz tenants",
            "  lokistore -s minio://localhost:9000/chunks tenants --from now-7d -o jsonl"
        })
final class TenantsCommand extends StoreCommand {
    static final RecordView<TenantRow> VIEW = RecordView.<TenantRow>builder()
            .text("tenant", row -> row.tenant().value())
            .count("tables", row -> (long) row.tables())
            .count("streams", TenantRow::streams)
            .count("chunks", TenantRow::chunks)
            .bytes("storedBytes", TenantRow::storedBytes)
            .millis("from", row -> Views.millis(row.from()))
            .millis("through", row -> Views.millis(row.through()))
            .build();

    @Override
    void execute(Run run) throws IOException {
        run.render(
                VIEW,
                "no tenant has a chunk there",
                sink -> run.reports().tenants(run.reportQuery(), run.problems(), sink));
    }
}
