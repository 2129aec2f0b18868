package dev.lokistore.index.table;

import java.time.Instant;
import java.util.Optional;

/**
 * What the name of an index file says ({@code formats/index-tables.md#15-file-name-grammars}); made by {@link FileNames}.
 * Nothing in a name is trusted for reading: bounds and checksums in it are not compared with the content, as Loki does
 * not either.
 */
public sealed interface IndexFileName {
    /** The last part of the object's key. */
    String text();

    /** As the name says it; for an {@link Odd} name the better guess, which the content overrules. */
    IndexKind kind();

    /** Written by Loki's compactor. */
    default boolean compacted() {
        return false;
    }

    /** Who uploaded it: an ingester's id, usually with the time of its first start in ns; empty for compacted files. */
    default Optional<String> uploader() {
        return Optional.empty();
    }

    /** When it was begun or made: a boltdb slot's start, a TSDB head's opening, a compaction. */
    default Optional<Instant> createdAt() {
        return Optional.empty();
    }

    /** Loki decides by the suffix alone. */
    default boolean gzipped() {
        return text().endsWith(FileNames.GZIP_SUFFIX);
    }

    /** An ingester's boltdb file of one slot of 15 minutes: {@code <uploader>-<seconds>.gz}. */
    record BoltdbUpload(String text, String by, Instant slot) implements IndexFileName {
        @Override
        public IndexKind kind() {
            return IndexKind.BOLTDB;
        }

        @Override
        public Optional<String> uploader() {
            return Optional.of(by);
        }

        @Override
        public Optional<Instant> createdAt() {
            return Optional.of(slot);
        }
    }

    /** A boltdb file as Loki 1.5 and 1.6 named it: the bare uploader, usually not compressed. */
    record BoltdbLegacy(String text, String by) implements IndexFileName {
        @Override
        public IndexKind kind() {
            return IndexKind.BOLTDB;
        }

        @Override
        public Optional<String> uploader() {
            return Optional.of(by);
        }
    }

    /**
     * {@code compactor-<time>[.r].gz}.
     *
     * @param rewritten marked {@code .r}: full pages, no free ones
     */
    record BoltdbCompacted(String text, Instant made, boolean rewritten) implements IndexFileName {
        @Override
        public IndexKind kind() {
            return IndexKind.BOLTDB;
        }

        @Override
        public boolean compacted() {
            return true;
        }

        @Override
        public Optional<Instant> createdAt() {
            return Optional.of(made);
        }
    }

    /** An ingester's TSDB file of all its tenants: {@code <seconds>-<node>.tsdb.gz}, at the table's root. */
    record TsdbUpload(String text, Instant opened, String node) implements IndexFileName {
        @Override
        public IndexKind kind() {
            return IndexKind.TSDB;
        }

        @Override
        public Optional<String> uploader() {
            return Optional.of(node);
        }

        @Override
        public Optional<Instant> createdAt() {
            return Optional.of(opened);
        }
    }

    /**
     * {@code <time>-compactor-<from>-<through>-<crc>.tsdb.gz}, in a tenant's folder.
     *
     * @param fromMillis ms since the epoch, as the name says
     * @param throughMillis ms since the epoch, inclusive, as the name says
     * @param checksum of the file's table of contents, as the name says; unsigned
     */
    record TsdbCompacted(String text, Instant made, long fromMillis, long throughMillis, int checksum)
            implements IndexFileName {
        @Override
        public IndexKind kind() {
            return IndexKind.TSDB;
        }

        @Override
        public boolean compacted() {
            return true;
        }

        @Override
        public Optional<Instant> createdAt() {
            return Optional.of(made);
        }
    }

    /**
     * A name that no Loki gives in this place. The file is read all the same if its content is an index, as Loki would.
     *
     * @param reason for people
     */
    record Odd(String text, IndexKind kind, String reason) implements IndexFileName {}
}
