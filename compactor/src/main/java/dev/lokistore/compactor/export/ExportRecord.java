package dev.lokistore.compactor.export;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of a manifest or a journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "record")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ExportRecord.Export.class, name = "export"),
    @JsonSubTypes.Type(value = ExportRecord.Publishing.class, name = "publishing"),
    @JsonSubTypes.Type(value = ExportRecord.Slice.class, name = "slice"),
    @JsonSubTypes.Type(value = ExportRecord.Gap.class, name = "gap"),
    @JsonSubTypes.Type(value = ExportRecord.Problem.class, name = "problem"),
    @JsonSubTypes.Type(value = ExportRecord.Summary.class, name = "summary"),
})
sealed interface ExportRecord {
    /**
     * What was asked for; the first line.
     *
     * @param tenants empty for all
     * @param from ns since the epoch; the smallest number for no bound
     * @param to likewise, exclusive; the largest number for no bound
     */
    record Export(
            int version,
            String store,
            String selector,
            List<String> tenants,
            long from,
            long to,
            boolean noIndex,
            boolean salvage,
            String format,
            String compress,
            List<String> partition,
            List<String> columns)
            implements ExportRecord {
        static final int VERSION = 1;

        public Export {
            tenants = List.copyOf(tenants);
            partition = List.copyOf(partition);
            columns = List.copyOf(columns);
        }
    }

    /** These files of a slice are about to get their names. */
    record Publishing(String slice, List<String> files) implements ExportRecord {
        public Publishing {
            files = List.copyOf(files);
        }
    }

    /**
     * A slice is complete.
     *
     * @param slice its name
     * @param tenant null if it holds all tenants
     * @param from ns since the epoch
     * @param to likewise, exclusive
     * @param chunks that were looked at
     * @param digest of these chunks' names
     * @param problems what could not be read, gaps among it; named in the lines that follow
     * @param gaps of damaged chunks
     * @param files empty if there is no entry
     */
    record Slice(
            String slice,
            @Nullable String tenant,
            long from,
            long to,
            int chunks,
            String digest,
            long problems,
            long gaps,
            List<ExportedFile> files)
            implements ExportRecord {
        public Slice {
            files = List.copyOf(files);
        }

        long entries() {
            return files.stream().mapToLong(ExportedFile::entries).sum();
        }

        /** With the files of an earlier run, and the gaps in them. */
        Slice with(Slice before) {
            return new Slice(slice, tenant, from, to, chunks, digest, problems, before.gaps(), before.files());
        }
    }

    /** Something that is not in a slice's files, behind the slice itself; in front of all slices, what is wrong with the index. */
    sealed interface Lost extends ExportRecord {
        /** The object's. */
        String key();

        /** In the object; null if it is not about bytes. */
        @Nullable
        Long offset();

        String reason();
    }

    /**
     * Bytes of a damaged chunk that gave no sound entries.
     *
     * @param toOffset in the object, exclusive
     * @param from ns since the epoch, of the block; null if it is not known
     * @param through likewise, inclusive
     * @param doubtful entries that decode, but nothing vouches for: they are in no file
     */
    record Gap(
            @Nullable String slice,
            String key,
            int block,
            Long offset,
            long toOffset,
            @Nullable Long from,
            @Nullable Long through,
            long doubtful,
            String reason)
            implements Lost {}

    /** Anything else that could not be read, or is not as it should be. */
    record Problem(
            @Nullable String slice, String key, @Nullable Long offset, String reason) implements Lost {}

    /** The last line of a manifest: nothing is missing before it. */
    record Summary(long slices, long files, long entries, long lineBytes, long bytes, long problems, long gaps)
            implements ExportRecord {}
}
