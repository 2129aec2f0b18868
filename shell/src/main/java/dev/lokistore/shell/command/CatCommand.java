package dev.lokistore.shell.command;

import dev.lokistore.index.logql.Selector;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cat}. */
@Command(
        name = "cat",
        description = {
            "Prints log entries of all streams that match, ordered by time, from --from up to but not including --to.",
            "The selector is LogQL without parsers: {app=\"web\", env=~\"p.*\"} |= \"error\" != \"debug\" |~ \"re2\""
                    + " | trace_id=\"ab\"",
            "Entries that replicas hold twice come once."
        },
        footer = {
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz cat -t team-a '{app=\"kubelet\"} |= \"error\"' --limit 5",
            "  lokistore -s testdata/fs-tsdb-v13-gzip.tar.gz cat '{app=~\".+\"} | trace_id!=\"\"' -o jsonl",
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz cat '{app=\"kubelet\"}' -o raw > kubelet.log"
        })
final class CatCommand extends StoreCommand {
    @Parameters(arity = "0..1", paramLabel = "SELECTOR", description = "Which streams and lines. Default: all")
    private @Nullable String selector;

    @Mixin
    private EntryOptions options = new EntryOptions();

    @Override
    void execute(Run run) throws IOException {
        options.print(run, selector == null ? run.inheritedSelector() : Selector.parse(selector));
    }
}
