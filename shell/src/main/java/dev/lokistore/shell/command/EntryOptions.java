package dev.lokistore.shell.command;

import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.EntrySearch;
import dev.lokistore.index.query.EntryStream;
import dev.lokistore.index.query.QueryOptions;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code cat} and {@code grep} have in common. */
final class EntryOptions {
    @Option(names = "--limit", paramLabel = "N", description = "At most this many entries")
    private @Nullable Long limit;

    @Option(names = "--reverse", description = "Latest first")
    private boolean reverse;

    @Option(names = "--no-index", description = "Straight from the chunk objects: for stores whose index is lost")
    private boolean noIndex;

    @Option(names = "--replicas", description = "Show every stored copy, also those that replicas hold twice")
    private boolean replicas;

    @Option(names = "--salvage", description = "Of damaged chunks and index files, also what can still be found")
    private boolean salvage;

    void print(Run run, Selector selector) throws IOException {
        EntryQuery query = query(run, selector);
        QueryOptions options =
                QueryOptions.defaults(run.store().temporaryPath()).withPrefetch(run.concurrency());
        long count = 0;
        try (EntryStream entries = new EntrySearch(run.loki(), options).run(query, run.problems(), run::harmless);
                EntryWriter writer = EntryWriter.of(run, selector)) {
            while (entries.next()) {
                if (count++ == 0) {
                    run.stopProgress();
                }
                writer.write(entries);
            }
            run.stopProgress();
        }
        if (count == 0) {
            run.nothingFound("no entry matches");
        }
    }

    private EntryQuery query(Run run, Selector selector) throws IOException {
        if (limit != null && limit < 0) {
            throw new UsageException("--limit is " + limit + " but must be 0 or more");
        }
        return EntryQuery.of(selector)
                .withTenants(run.tenants())
                .withRange(run.range())
                .withLimit(limit == null ? Long.MAX_VALUE : limit)
                .withDirection(reverse ? EntryQuery.Direction.BACKWARD : EntryQuery.Direction.FORWARD)
                .withDuplicates(replicas ? EntryQuery.Duplicates.KEEP : EntryQuery.Duplicates.MERGE)
                .withSource(noIndex ? EntryQuery.Source.OBJECTS : EntryQuery.Source.INDEX)
                .withDamage(salvage ? EntryQuery.Damage.SALVAGE : EntryQuery.Damage.LEAVE_OUT);
    }
}
