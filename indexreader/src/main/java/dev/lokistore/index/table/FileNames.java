package dev.lokistore.index.table;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammars of index file names ({@code formats/index-tables.md#15-file-name-grammars}). The place decides first: the
 * same name means one thing at the table's root and another in a tenant's folder.
 */
public final class FileNames {
    static final String GZIP_SUFFIX = ".gz";

    private static final String TSDB_SUFFIX = ".tsdb";
    private static final Pattern TSDB_COMPACTED =
            Pattern.compile("(\\d+)-compactor-(\\d+)-(\\d+)-([0-9a-f]{1,8})\\.tsdb(?:\\.gz)?");
    private static final Pattern TSDB_UPLOAD = Pattern.compile("(\\d+)-(.+)\\.tsdb(?:\\.gz)?", Pattern.DOTALL);
    private static final Pattern BOLTDB_COMPACTED = Pattern.compile("compactor-(\\d+)(\\.r)?(?:\\.gz)?");
    private static final Pattern BOLTDB_UPLOAD = Pattern.compile("(.+)-(\\d{10})(?:\\.gz)?", Pattern.DOTALL);
    // the uploader alone ends with the ns of its first start, which has had 19 digits since 2001
    private static final Pattern BOLTDB_LEGACY = Pattern.compile("(.+-\\d{19})(?:\\.gz)?", Pattern.DOTALL);
    private static final int LONGEST_SECONDS = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private FileNames() {}

    /** The name of a file at the table's root. */
    public static IndexFileName common(String name) {
        return isTsdb(name) ? commonTsdb(name) : boltdb(name);
    }

    /** The name of a file in a tenant's folder. */
    public static IndexFileName ofTenant(String name) {
        return isTsdb(name) ? tenantTsdb(name) : boltdb(name);
    }

    private static boolean isTsdb(String name) {
        return withoutGzip(name).endsWith(TSDB_SUFFIX);
    }

    static String withoutGzip(String name) {
        return name.endsWith(GZIP_SUFFIX) ? name.substring(0, name.length() - GZIP_SUFFIX.length()) : name;
    }

    private static IndexFileName commonTsdb(String name) {
        if (TSDB_COMPACTED.matcher(name).matches()) {
            return new IndexFileName.Odd(
                    name, IndexKind.TSDB, "a compacted TSDB file's name outside a tenant's folder");
        }
        Matcher upload = TSDB_UPLOAD.matcher(name);
        if (upload.matches()) {
            Optional<Instant> opened = time(upload.group(1));
            if (opened.isPresent()) {
                return new IndexFileName.TsdbUpload(name, opened.get(), upload.group(2));
            }
        }
        return new IndexFileName.Odd(name, IndexKind.TSDB, "expected <seconds>-<node>.tsdb.gz");
    }

    private static IndexFileName tenantTsdb(String name) {
        Matcher compacted = TSDB_COMPACTED.matcher(name);
        if (compacted.matches()) {
            Optional<Instant> made = time(compacted.group(1));
            Optional<Long> from = number(compacted.group(2));
            Optional<Long> through = number(compacted.group(3));
            if (made.isPresent() && from.isPresent() && through.isPresent()) {
                int checksum = Integer.parseUnsignedInt(compacted.group(4), 16);
                return new IndexFileName.TsdbCompacted(name, made.get(), from.get(), through.get(), checksum);
            }
        }
        return new IndexFileName.Odd(
                name, IndexKind.TSDB, "expected <time>-compactor-<from>-<through>-<crc>.tsdb.gz in a tenant's folder");
    }

    private static IndexFileName boltdb(String name) {
        Matcher compacted = BOLTDB_COMPACTED.matcher(name);
        if (compacted.matches()) {
            Optional<Instant> made = time(compacted.group(1));
            if (made.isPresent()) {
                return new IndexFileName.BoltdbCompacted(name, made.get(), compacted.group(2) != null);
            }
        }
        Matcher upload = BOLTDB_UPLOAD.matcher(name);
        if (upload.matches()) {
            Instant slot = Instant.ofEpochSecond(Long.parseLong(upload.group(2)));
            return new IndexFileName.BoltdbUpload(name, upload.group(1), slot);
        }
        Matcher legacy = BOLTDB_LEGACY.matcher(name);
        if (legacy.matches()) {
            return new IndexFileName.BoltdbLegacy(name, legacy.group(1));
        }
        IndexKind guess = name.contains(TSDB_SUFFIX) ? IndexKind.TSDB : IndexKind.BOLTDB;
        return new IndexFileName.Odd(name, guess, "no index file's name");
    }

    /** Seconds up to ten digits, else nanoseconds, since the epoch. */
    private static Optional<Instant> time(String digits) {
        return number(digits)
                .map(value -> digits.length() <= LONGEST_SECONDS
                        ? Instant.ofEpochSecond(value)
                        : Instant.ofEpochSecond(value / NANOS_PER_SECOND, value % NANOS_PER_SECOND));
    }

    private static Optional<Long> number(String digits) {
        try {
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }
}
