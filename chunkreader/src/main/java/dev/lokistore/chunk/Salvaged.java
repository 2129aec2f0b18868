package dev.lokistore.chunk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What comes out of a damaged chunk: an entry, or a hole where entries were. */
public sealed interface Salvaged {
    /** The block's place in the object, from 0. */
    int block();

    /**
     * An entry.
     *
     * @param rawOffset where it begins in the decompressed block
     * @param rawLength of all of it there: time, lengths, line, structured metadata
     * @param lineOffset where its line begins in the decompressed block
     * @param timestampNanos ns since the epoch
     * @param line not shared
     * @param metadata null where the entry has some and the strings are lost
     * @param sound whether the block's checksum holds and the whole block decodes; else nobody can tell whether the entry
     *     was ever written
     */
    record Entry(
            int block,
            int rawOffset,
            int rawLength,
            int lineOffset,
            long timestampNanos,
            byte[] line,
            @Nullable StructuredMetadata metadata,
            boolean sound)
            implements Salvaged {}

    /**
     * Bytes that did not give sound entries.
     *
     * @param fromOffset in the object
     * @param toOffset in the object, exclusive
     * @param fromNanos of the block, as the block table says; null if that is not known
     * @param throughNanos likewise, inclusive
     * @param doubtful entries of it that came before, and are not sound
     * @param reason what is wrong
     */
    record Gap(
            int block,
            long fromOffset,
            long toOffset,
            @Nullable Long fromNanos,
            @Nullable Long throughNanos,
            long doubtful,
            String reason)
            implements Salvaged {
        private static final long NANOS_PER_SECOND = 1_000_000_000;

        /** As a fault of the object, with all that is known. */
        public GapException fault(String source) {
            String text = "gap: block " + block + ", bytes " + fromOffset + " to " + toOffset + ", " + time(fromNanos)
                    + " to " + time(throughNanos) + ": " + reason;
            return new GapException(source, this, doubtful == 0 ? text : text + "; " + doubtful + " doubtful entries");
        }

        private static String time(@Nullable Long nanos) {
            if (nanos == null) {
                return "unknown time";
            }
            long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
            return Instant.ofEpochSecond(seconds, Math.floorMod(nanos, NANOS_PER_SECOND))
                    .toString();
        }
    }
}
