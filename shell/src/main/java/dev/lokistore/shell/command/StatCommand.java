package dev.lokistore.shell.command;

import dev.lokistore.index.explain.KeyPart;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.render.RowWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stat}. */
@Command(
        name = "stat",
        description = {
            "Says what an object of the store is, or a place in it, and decodes every part of its key: chunk, index file,"
                    + " delete requests, rule group, seed file, our own, or unknown.",
            "A name is an object's key (logical, or as it lies in the bucket), an index table, or a place as 'ls' shows it."
                    + " Without a store, keys are decoded and not looked up."
        },
        footer = {
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz stat fake/81a2f9986e52992f/1a1fa933ec2:1a1fb2e7bec:a363e3f",
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz stat /team-a/2026-11-20 loki_index_20777",
            "  lokistore stat index/loki_index_20776/loki-write-0-1795046412000000000-1795046400.gz"
        })
final class StatCommand extends StoreCommand {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Keys, tables or places. Default: where 'cd' went")
    private List<String> names = List.of();

    @Override
    void execute(Run run) throws IOException {
        List<StatRow> rows = rows(run);
        if (run.human()) {
            for (int i = 0; i < rows.size(); i++) {
                if (i > 0) {
                    run.out().println();
                }
                print(run, rows.get(i));
            }
        } else {
            try (RowWriter<StatRow> writer = run.rendering().rows(rows.get(0).view(false))) {
                for (StatRow row : rows) {
                    writer.write(row);
                }
            }
        }
        List<String> missing = rows.stream()
                .filter(row -> Boolean.FALSE.equals(row.exists()))
                .map(StatRow::subject)
                .toList();
        if (!missing.isEmpty()) {
            run.out().flush();
            throw new NotFoundException("there is no object " + String.join(", ", missing) + " in "
                    + run.store().uri());
        }
    }

    private List<StatRow> rows(Run run) throws IOException {
        List<String> wanted = names.isEmpty() ? List.of(".") : names;
        List<StatRow> rows = new ArrayList<>();
        if (!names.isEmpty() && !run.hasStore()) {
            run.note("no store: keys are decoded and not looked up");
            names.forEach(name -> rows.add(StatSubject.withoutStore(name)));
        } else {
            StatSubject subject = new StatSubject(run);
            for (String name : wanted) {
                rows.add(subject.describe(name));
            }
        }
        return rows;
    }

    private static void print(Run run, StatRow row) throws IOException {
        run.renderOne(row.view(true), row);
        if (!row.parts().isEmpty()) {
            run.out().println();
            try (RowWriter<KeyPart> parts = run.rendering().rows(StatRow.PARTS)) {
                for (KeyPart part : row.parts()) {
                    parts.write(part);
                }
            }
        }
    }
}
