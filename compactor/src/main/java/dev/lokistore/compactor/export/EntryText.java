package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.query.EntryStream;
import java.util.Map;

/** Entries as text. */
interface EntryText {
    /**
     * What all entries of a stream have in common, made once.
     *
     * @param before what its first value stands in front of
     * @param after what ends an entry
     */
    record OfStream(byte[] before, byte[] after) {}

    /** What every file begins with. */
    void head(TextBuffer out);

    OfStream stream(TenantId tenant, Labels labels);

    /** The entry that the stream stands at, with its end of line. */
    void append(OfStream stream, EntryStream entry, TextBuffer out);

    /** Structured metadata with each name once; most has no name twice. */
    static void pairs(StructuredMetadata metadata, PairSink sink) {
        if (!hasDuplicates(metadata)) {
            for (int i = 0; i < metadata.size(); i++) {
                sink.pair(i, metadata.name(i), metadata.value(i));
            }
            return;
        }
        int i = 0;
        for (Map.Entry<String, String> pair : metadata.asMap().entrySet()) {
            sink.pair(i++, pair.getKey(), pair.getValue());
        }
    }

    private static boolean hasDuplicates(StructuredMetadata metadata) {
        for (int i = 1; i < metadata.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (metadata.name(i).equals(metadata.name(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes pairs one by one, counted from 0. */
    @FunctionalInterface
    interface PairSink {
        void pair(int index, String name, String value);
    }
}
