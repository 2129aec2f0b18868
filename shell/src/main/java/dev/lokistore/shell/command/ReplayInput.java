package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.replay.JsonLinesSource;
import dev.lokistore.compactor.replay.ReplaySource;
import dev.lokistore.compactor.replay.StoreSource;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.EntrySearch;
import dev.lokistore.index.query.QueryOptions;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is replayed: a part of the store, or files. */
sealed interface ReplayInput {
    /** What tells it from others, the time range apart. */
    String name() throws IOException;

    ReplaySource source(TimeRange range) throws IOException;

    /** By what the user typed: a selector begins with a brace. */
    static ReplayInput of(Run run, List<String> what) throws IOException {
        boolean selector = what.isEmpty() || what.get(0).stripLeading().startsWith("{");
        if (!selector) {
            return new OfFiles(
                    what.stream()
                            .map(each -> run.session().workingDirectory().resolve(each))
                            .toList(),
                    run.namedTenants());
        }
        if (what.size() > 1) {
            throw new UsageException("one selector, or files; quote the selector: '" + what.get(0) + " …'");
        }
        return new OfStore(run, what.isEmpty() ? run.inheritedSelector() : Selector.parse(what.get(0)));
    }

    /** Entries of the store. */
    record OfStore(Run run, Selector selector) implements ReplayInput {
        @Override
        public String name() throws IOException {
            return run.store().uri() + "\n" + selector + "\n" + new TreeSet<>(run.tenants());
        }

        @Override
        public ReplaySource source(TimeRange range) throws IOException {
            QueryOptions options =
                    QueryOptions.defaults(run.store().temporaryPath()).withPrefetch(run.concurrency());
            EntryQuery query =
                    EntryQuery.of(selector).withTenants(run.tenants()).withRange(range);
            return new StoreSource(new EntrySearch(run.loki(), options), query, run.problems());
        }
    }

    /**
     * Entries of files.
     *
     * @param tenants empty for all; one is that of entries that name none
     */
    record OfFiles(List<Path> files, Set<TenantId> tenants) implements ReplayInput {
        @Override
        public String name() {
            return files + "\n" + new TreeSet<>(tenants);
        }

        @Override
        public ReplaySource source(TimeRange range) {
            Optional<TenantId> only =
                    tenants.size() == 1 ? Optional.of(tenants.iterator().next()) : Optional.empty();
            return new JsonLinesSource(
                    files,
                    only,
                    entry -> range.contains(entry.timestampNanos())
                            && (tenants.isEmpty() || tenants.contains(entry.tenant())));
        }
    }
}
