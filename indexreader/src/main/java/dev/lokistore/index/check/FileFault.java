package dev.lokistore.index.check;

import dev.lokistore.chunk.CorruptDataException;

/**
 * Something wrong in an index file, found by a check that went on. Rules: {@code formats/index-tables.md#7}.
 *
 * @param offset in the unpacked file, bytes
 * @param message a sentence without file and offset: what, expected, found
 */
public record FileFault(Kind kind, long offset, String message) {
    /** What is wrong. */
    public enum Kind {
        /** The file cannot be unpacked or opened: nothing of it can be read. */
        UNREADABLE,
        /** Its name says something else of its content than the content does. */
        NAME,
        /** It names no chunk. */
        NO_CHUNKS,
        /** A chunk that has no moment in the table's days. */
        CHUNK_OUTSIDE,
        /** A fingerprint that no Loki gives to a stream of these labels. */
        FINGERPRINT,

        /** One of a database's two meta pages; the other one is used. */
        BOLT_META,
        /** A page that is not what the format says: all below it is lost. */
        BOLT_PAGE,
        /** A page that two others refer to, or that lies in the overflow of another. */
        BOLT_SHARED_PAGE,
        /** Keys that are not in order, within a page or against the pages above: lookups miss some. */
        BOLT_KEY_ORDER,
        /** A key in a branch page that is not the first key of the page it leads to: the next write breaks the tree. */
        BOLT_BRANCH_KEY,
        /** A branch page with one child: the next write panics. */
        BOLT_LONELY_CHILD,
        /** A leaf without a key that is not its bucket's only page. */
        BOLT_EMPTY_LEAF,
        /** A page that is neither in use nor free: what it held may be lost. */
        BOLT_LOST_PAGE,
        /** The list of free pages: not ascending, beyond the file, or with pages that are in use. */
        BOLT_FREELIST,
        /** A bucket that is neither {@code index} nor a tenant's. */
        BOLT_BUCKET,

        /** A row that no schema from v9 to v13 has. */
        ROW_MALFORMED,
        /** A row in a bucket or folder of another tenant, or in one that is never read for its tenant. */
        ROW_TENANT,
        /** A row of a day that is not the table's. */
        ROW_DAY,
        /** A series or label row under another shard than the series' id says. */
        ROW_SHARD,
        /** A label row whose value has another hash than its key says. */
        ROW_LABEL_VALUE,
        /** A series without all of its label rows, or with two that contradict each other. */
        ROW_LABELS,
        /** A series without the row of its label names, or with another's. */
        ROW_LABEL_NAMES,
        /** A series with chunks and without its series row. */
        ROW_SERIES,
        /** A chunk row whose time is not that of the chunk's end: lookups by time miss it. */
        ROW_TIME,
        /** A value that Loki does not write in such a row, and never reads. */
        ROW_VALUE,
        /** Rows of a series that has no chunks. */
        ROW_LEFT_OVER,

        /** A series record that cannot be read. */
        TSDB_SERIES,
        /** Series that are not in order, or twice. */
        TSDB_SERIES_ORDER,
        /** The chunks of a series: not in order, twice, or contradicting their page markers. */
        TSDB_CHUNKS,
        /** Bounds of the whole file that leave chunks out: queries of their times pass the file over. */
        TSDB_BOUNDS,
        /** Bounds of the whole file that are wider than need be. */
        TSDB_WIDE_BOUNDS,
        /** A list of series by label, or the table of these lists: lookups find the wrong series, or miss some. */
        TSDB_POSTINGS,
        /** The table of fingerprints: sharded queries miss series. */
        TSDB_FINGERPRINTS,
        /** The regions of label indices, which no Loki reads. */
        TSDB_LABEL_INDEX,
        /** Bytes between the parts of the file that should not be there. */
        TSDB_LAYOUT,
        /** A series without its tenant in a file of several, or with one in a file of one. */
        TSDB_TENANT
    }

    /** What an exception says. */
    public static FileFault of(Kind kind, CorruptDataException cause) {
        return new FileFault(kind, cause.offset(), cause.problem());
    }

    public static FileFault of(Kind kind, long offset, String what, Object expected, Object found) {
        return new FileFault(kind, offset, what + ": expected " + expected + ", found " + found);
    }

    /** Whether rows may be missing in what was read of the file. */
    public boolean losesRows() {
        return switch (kind) {
            case UNREADABLE,
                    BOLT_PAGE,
                    BOLT_SHARED_PAGE,
                    BOLT_LOST_PAGE,
                    BOLT_BUCKET,
                    ROW_MALFORMED,
                    ROW_TENANT,
                    ROW_DAY,
                    TSDB_SERIES,
                    TSDB_CHUNKS,
                    TSDB_TENANT -> true;
            default -> false;
        };
    }
}
