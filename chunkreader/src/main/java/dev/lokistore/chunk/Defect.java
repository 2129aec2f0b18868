package dev.lokistore.chunk;

/**
 * Something wrong in a chunk that reading went on in spite of, because {@link ReadOptions} say so.
 *
 * @param source the object's key or the file's name
 * @param offset from the start of the object; for what lies inside compressed data, the start of the compressed stream
 * @param message without source and offset
 */
public record Defect(Kind kind, String source, long offset, String message) {
    /** What Loki's own defects, or old versions of it, have left in stores. */
    public enum Kind {
        /** The metadata length leaves out its own four bytes, as a very old Cortex wrote it. */
        METADATA_LENGTH,
        /** The label {@code __name__} is missing or not {@code logs}. */
        METRIC_NAME,
        /** A label or a structured metadata string that is no UTF-8; read with U+FFFD in place of what is wrong. */
        INVALID_UTF8,
        /** A fingerprint above 1048576 that is no hash of the labels. */
        FINGERPRINT,
        /** Blocks that are not where the one before ends; the stated place is tried first, then the expected one. */
        BLOCK_OFFSET,
        /** A block whose CRC is wrong, or that does not decode: <b>it is left out, its entries are lost</b>. */
        BROKEN_BLOCK,
        /** A block with another number of entries than its row in the block table says. */
        ENTRY_COUNT,
        /** A block with another uncompressed size than its row in the block table says. */
        RAW_SIZE,
        /** An entry outside the time bounds of its block: a query by time range may miss it, as Loki's do. */
        ENTRY_OUTSIDE_BOUNDS,
        /** Entries of a block that are not in the order of time; they come as they are stored. */
        ENTRY_ORDER,
        /** A structured metadata section with a wrong length; Loki never looks at it. */
        METADATA_SECTION_LENGTH,
        /** A structured metadata pair that refers to a string which is not there; read as the empty string. */
        UNKNOWN_SYMBOL,
        /** A symbol section that holds more strings than it says; they are left out. */
        SYMBOL_COUNT,
        /** An lz4 frame without its end mark. */
        LZ4_END_MARK
    }

    @Override
    public String toString() {
        return source + " at byte " + offset + ": " + message;
    }
}
