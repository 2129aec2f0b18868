package dev.lokistore.compactor.replay;

import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.Problems;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.EntrySearch;
import dev.lokistore.index.query.EntryStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Entries of a store, by time. */
public final class StoreSource implements ReplaySource {
    private final EntrySearch search;
    private final EntryQuery query;
    private final Problems problems;

    /** @param query forward, without a limit */
    public StoreSource(EntrySearch search, EntryQuery query, Problems problems) {
        this.search = search;
        this.query = query;
        this.problems = problems;
    }

    @Override
    public ReplayEntries open(Position position) throws IOException {
        TimeRange range = position.equalTimes() == 0
                ? query.range()
                : new TimeRange(position.timestampNanos(), query.range().toNanos());
        EntryStream stream = search.run(query.withRange(range), problems);
        return new ReplayEntries() {
            @Override
            public @Nullable ReplayEntry next() throws IOException {
                return stream.next()
                        ? new ReplayEntry(
                                stream.tenant(),
                                stream.labels(),
                                stream.timestampNanos(),
                                stream.line(),
                                stream.metadata())
                        : null;
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }
}
