package dev.lokistore.index.query;

import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.logql.Selector;
import java.util.function.UnaryOperator;

/** Whether a selector and a range of time want an entry: what queries show is what deletes take. */
public record EntryMatcher(Selector selector, TimeRange range) {
    /** Whether the stream is wanted. */
    public boolean matches(Labels labels) {
        return selector.acceptsStream(labels::valueOrEmpty);
    }

    /**
     * Whether the entry that the cursor is at is wanted.
     *
     * @param labels of its stream, which is wanted
     */
    public boolean matches(EntryCursor entry, Labels labels) {
        return range.contains(entry.timestampNanos())
                && selector.acceptsLine(entry.buffer(), entry.lineOffset(), entry.lineLength())
                && (selector.metadataFilters().isEmpty() || selector.acceptsMetadata(lookup(entry.metadata(), labels)));
    }

    private static UnaryOperator<String> lookup(StructuredMetadata metadata, Labels labels) {
        return name -> MetadataNames.value(metadata, name).orElseGet(() -> labels.valueOrEmpty(name));
    }
}
