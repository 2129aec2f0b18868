package dev.lokistore.compactor.fsck;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import dev.lokistore.index.check.FileFault;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that fsck may find. The ids, in lower case with hyphens, are stable; where doctor finds the same, it has the same. */
public enum Flaw {
    INDEX_FILE_EMPTY(
            1,
            Severity.ERROR,
            "restore the object from a copy; 'lokistore fsck --fix' sets it aside, so that its table opens, or makes the"
                    + " table of its chunks if it has no other file"),
    INDEX_UNREADABLE(1, Severity.ERROR, Text.INDEX_FILE),
    INDEX_FILE_TWICE(
            1,
            Severity.ERROR,
            "compare both with 'lokistore inspect KEY', and move the one that lacks something out of index/ while no Loki"
                    + " reads: both get one local name. 'lokistore fsck' tells whether chunks lack rows then"),
    TABLE_STRAY_OBJECT(
            1,
            Severity.ERROR,
            "'lokistore fsck --fix' sets it aside if it is no index file, or too deep: it may fail queries of its table"),
    INDEX_STRAY_OBJECT(
            1,
            Severity.WARNING,
            "keep a copy and move the object out of index/ with the store's own client: it may fail listings of Loki's"
                    + " index"),
    TABLE_MIXED_KINDS(
            1, Severity.ERROR, "find out which period the day belongs to; files of the other kind stay unread"),
    TABLE_WRONG_KIND(
            1, Severity.ERROR, "put back the index store of the day's period in schema_config, or convert the table"),
    TABLE_OUTSIDE_SCHEMA(1, Severity.WARNING, "put the period into schema_config that gives the table its name"),
    TABLE_FUTURE(
            1,
            Severity.WARNING,
            "check clocks of clients and ingesters; retention comes to this table only after its day"),
    DELETE_REQUESTS_UNREADABLE(
            1, Severity.ERROR, "restore the object from a copy: Loki's compactor does not start without its requests"),
    CHUNK_NAME_ODD(
            1,
            Severity.WARNING,
            "find out who wrote the object, 'lokistore chunk KEY' shows what is in it: no Loki looks for it under this"
                    + " name"),
    CHUNK_EMPTY(1, Severity.ERROR, "restore the object from a copy; 'lokistore fsck --fix' takes out what names it"),

    INDEX_NAME_DIFFERS(
            2,
            Severity.WARNING,
            "find out who renamed or changed the file; Loki itself reads it, and 'lokistore fsck --fix' makes the table of"
                    + " its chunks"),
    INDEX_WITHOUT_CHUNKS(
            2, Severity.WARNING, "'lokistore fsck --fix' makes the table without it: retention fails at it"),
    FINGERPRINT_ODD(
            2,
            Severity.WARNING,
            "nothing is lost: Loki goes by it as it stands. 'lokistore fsck --level 3' tells whether the chunks have these"
                    + " labels (index-labels-differ); if they have, name it in a --suppress file"),
    CHUNK_OUTSIDE_TABLE(2, Severity.WARNING, Text.INDEX),
    BOLT_META(2, Severity.WARNING, Text.INDEX),
    BOLT_PAGE(2, Severity.ERROR, Text.INDEX_FILE),
    BOLT_PAGE_SHARED(2, Severity.ERROR, Text.INDEX_FILE),
    BOLT_PAGE_LOST(2, Severity.ERROR, Text.INDEX_FILE),
    BOLT_KEY_ORDER(2, Severity.ERROR, Text.INDEX),
    BOLT_BRANCH_KEY(2, Severity.ERROR, Text.BOLT),
    BOLT_LONELY_CHILD(2, Severity.ERROR, Text.BOLT),
    BOLT_EMPTY_LEAF(2, Severity.WARNING, Text.BOLT),
    BOLT_FREELIST(2, Severity.ERROR, Text.BOLT),
    BOLT_BUCKET(2, Severity.ERROR, Text.INDEX),
    ROW_MALFORMED(2, Severity.ERROR, Text.INDEX),
    ROW_TENANT(2, Severity.ERROR, Text.INDEX),
    ROW_DAY(2, Severity.ERROR, Text.INDEX),
    ROW_SHARD(2, Severity.ERROR, Text.INDEX + "; check row_shards of the period first, if there are many"),
    ROW_LABEL_VALUE(2, Severity.ERROR, Text.INDEX),
    ROW_LABELS(2, Severity.ERROR, Text.INDEX),
    ROW_LABEL_NAMES(2, Severity.WARNING, Text.INDEX),
    ROW_SERIES(2, Severity.ERROR, Text.INDEX),
    ROW_TIME(2, Severity.ERROR, Text.INDEX),
    ROW_VALUE(2, Severity.INFO, ""),
    ROW_LEFT_OVER(2, Severity.INFO, ""),
    TSDB_SERIES(2, Severity.ERROR, Text.INDEX_FILE),
    TSDB_SERIES_ORDER(2, Severity.ERROR, Text.INDEX),
    TSDB_CHUNKS(2, Severity.ERROR, Text.INDEX),
    TSDB_BOUNDS(2, Severity.ERROR, Text.INDEX),
    TSDB_BOUNDS_WIDE(2, Severity.INFO, ""),
    TSDB_POSTINGS(2, Severity.ERROR, Text.INDEX),
    TSDB_FINGERPRINTS(2, Severity.ERROR, Text.INDEX),
    TSDB_LABEL_INDEX(2, Severity.INFO, ""),
    TSDB_LAYOUT(2, Severity.WARNING, Text.INDEX),
    TSDB_TENANT(2, Severity.ERROR, Text.INDEX),
    CHUNK_MISSING(
            2,
            Severity.ERROR,
            "find out what removed the object, and restore it; 'lokistore fsck --fix' takes the rows out, which queries"
                    + " stumble over"),
    CHUNK_ORPHAN(
            2,
            Severity.WARNING,
            "find out why: 'lokistore fsck --level 3 --fix' names it again, 'lokistore gc' removes it; no query finds it"
                    + " until then"),
    CHUNK_MISPLACED(
            2,
            Severity.ERROR,
            "see that schema_config is the one that the chunk was written by; then 'lokistore fsck --fix', told of it,"
                    + " moves the object to the key that Loki looks for"),
    CHUNK_SIBLING_MISSING(2, Severity.ERROR, "'lokistore fsck --level 3 --fix' gives these tables the chunk's rows"),
    CHUNK_TOO_LARGE(
            2, Severity.WARNING, "look at the object with 'lokistore inspect KEY': no Loki writes one so large"),

    CHUNK_TRUNCATED(3, Severity.ERROR, Text.CHUNK),
    CHUNK_CHECKSUM(3, Severity.ERROR, Text.CHUNK),
    CHUNK_KEY_DIFFERS(
            3,
            Severity.ERROR,
            "find out who renamed the object; if it is sound otherwise, 'lokistore fsck --level 3 --fix' puts it under the"
                    + " key that is its own"),
    CHUNK_MALFORMED(3, Severity.ERROR, Text.CHUNK),
    CHUNK_BLOCK(3, Severity.ERROR, Text.CHUNK),
    CHUNK_BLOCK_OFFSET(3, Severity.ERROR, Text.REWRITE),
    CHUNK_BLOCK_BOUNDS(3, Severity.INFO, Text.BOUNDS),
    CHUNK_BLOCK_TOTALS(3, Severity.INFO, ""),
    CHUNK_ENTRY_ORDER(3, Severity.WARNING, Text.REWRITE),
    CHUNK_BOUNDS(3, Severity.INFO, Text.BOUNDS),
    CHUNK_BOUNDS_WIDE(3, Severity.INFO, ""),
    CHUNK_WITHOUT_ENTRIES(
            3, Severity.WARNING, "'lokistore fsck --level 3 --fix' takes it out: nothing is lost with it"),
    CHUNK_UNKNOWN_SYMBOL(
            3,
            Severity.WARNING,
            "know that structured metadata is missing: Loki 3.6 and later break it when they delete"),
    CHUNK_SYMBOL_COUNT(3, Severity.WARNING, "know that structured metadata may be missing"),
    CHUNK_FINGERPRINT_ODD(
            3,
            Severity.WARNING,
            "nothing is lost if the index has these labels too, else there is index-labels-differ: find out what wrote the"
                    + " stream, and name it in a --suppress file"),
    CHUNK_METADATA_LENGTH(3, Severity.INFO, ""),
    CHUNK_METRIC_NAME(3, Severity.INFO, ""),
    CHUNK_INVALID_UTF8(3, Severity.INFO, ""),
    CHUNK_METADATA_SECTION(3, Severity.INFO, ""),
    CHUNK_LZ4_END_MARK(3, Severity.INFO, ""),
    INDEX_LABELS_DIFFER(
            3,
            Severity.ERROR,
            "'lokistore fsck --level 3 --fix' makes the table of its chunks; if there is chunk-fingerprint-odd for the chunk,"
                    + " nothing tells which labels are right: see in 'lokistore chunk KEY' whose lines these are, and keep"
                    + " the chunk or take its object away"),
    INDEX_VOLUME_DIFFERS(3, Severity.INFO, "");

    /** What is to be done about many. */
    private static final class Text {
        private static final String INDEX_FILE =
                "restore the object from a copy, or 'lokistore fsck --fix' makes the table of its chunks, 'lokistore rebuild"
                        + " --salvage' of what can be read of the file and few chunks; until then they are in no query, and"
                        + " Loki's compactor fails at the file";
        private static final String INDEX =
                "restore the file from a copy, or 'lokistore fsck --fix' makes the table of its chunks";
        private static final String BOLT =
                "keep Loki's compactor from the table, it breaks the file, until 'lokistore fsck --fix' has made it anew";
        private static final String CHUNK =
                "restore the object from a copy, or 'lokistore fsck --level 3 --fix': what is sound in it takes its place";
        private static final String BOUNDS =
                "know that queries of a range of time pass entries over: Loki itself has always written such bounds";
        private static final String REWRITE = "'lokistore fsck --level 3 --fix' writes the chunk anew";
    }

    private final int level;
    private final Severity severity;
    private final String remedy;

    Flaw(int level, Severity severity, String remedy) {
        this.level = level;
        this.severity = severity;
        this.remedy = remedy;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Flaw> ofId(String id) {
        return Arrays.stream(values()).filter(flaw -> flaw.id().equals(id)).findFirst();
    }

    Finding finding(String subject, @Nullable Long offset, String message, List<String> evidence) {
        return new Finding(id(), severity, subject, offset, message, evidence, remedy);
    }

    /** The level from which on it can be found, 1 to 3. */
    public int level() {
        return level;
    }

    public Severity severity() {
        return severity;
    }

    public String remedy() {
        return remedy;
    }

    static Flaw of(FileFault.Kind kind) {
        return switch (kind) {
            case UNREADABLE -> INDEX_UNREADABLE;
            case NAME -> INDEX_NAME_DIFFERS;
            case NO_CHUNKS -> INDEX_WITHOUT_CHUNKS;
            case CHUNK_OUTSIDE -> CHUNK_OUTSIDE_TABLE;
            case FINGERPRINT -> FINGERPRINT_ODD;
            case BOLT_META -> BOLT_META;
            case BOLT_PAGE -> BOLT_PAGE;
            case BOLT_SHARED_PAGE -> BOLT_PAGE_SHARED;
            case BOLT_KEY_ORDER -> BOLT_KEY_ORDER;
            case BOLT_BRANCH_KEY -> BOLT_BRANCH_KEY;
            case BOLT_LONELY_CHILD -> BOLT_LONELY_CHILD;
            case BOLT_EMPTY_LEAF -> BOLT_EMPTY_LEAF;
            case BOLT_LOST_PAGE -> BOLT_PAGE_LOST;
            case BOLT_FREELIST -> BOLT_FREELIST;
            case BOLT_BUCKET -> BOLT_BUCKET;
            case ROW_MALFORMED -> ROW_MALFORMED;
            case ROW_TENANT -> ROW_TENANT;
            case ROW_DAY -> ROW_DAY;
            case ROW_SHARD -> ROW_SHARD;
            case ROW_LABEL_VALUE -> ROW_LABEL_VALUE;
            case ROW_LABELS -> ROW_LABELS;
            case ROW_LABEL_NAMES -> ROW_LABEL_NAMES;
            case ROW_SERIES -> ROW_SERIES;
            case ROW_TIME -> ROW_TIME;
            case ROW_VALUE -> ROW_VALUE;
            case ROW_LEFT_OVER -> ROW_LEFT_OVER;
            case TSDB_SERIES -> TSDB_SERIES;
            case TSDB_SERIES_ORDER -> TSDB_SERIES_ORDER;
            case TSDB_CHUNKS -> TSDB_CHUNKS;
            case TSDB_BOUNDS -> TSDB_BOUNDS;
            case TSDB_WIDE_BOUNDS -> TSDB_BOUNDS_WIDE;
            case TSDB_POSTINGS -> TSDB_POSTINGS;
            case TSDB_FINGERPRINTS -> TSDB_FINGERPRINTS;
            case TSDB_LABEL_INDEX -> TSDB_LABEL_INDEX;
            case TSDB_LAYOUT -> TSDB_LAYOUT;
            case TSDB_TENANT -> TSDB_TENANT;
        };
    }
}
