package dev.lokistore.compactor.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.deletes.DeleteRequestStore;
import dev.lokistore.index.deletes.RequestName;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.objectstore.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a task's new objects come to be. With the task's inputs it says all: the same work gives the same bytes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Work.Removal.class, name = "removal"),
    @JsonSubTypes.Type(value = Work.TableFiles.class, name = "table-files"),
    @JsonSubTypes.Type(value = Work.Conversion.class, name = "conversion"),
    @JsonSubTypes.Type(value = Work.Rebuild.class, name = "rebuild"),
    @JsonSubTypes.Type(value = Work.Requests.class, name = "requests"),
    @JsonSubTypes.Type(value = Work.DroppedRequests.class, name = "dropped-requests"),
    @JsonSubTypes.Type(value = Work.RenamedRequests.class, name = "renamed-requests"),
    @JsonSubTypes.Type(value = Work.RenamedRules.class, name = "renamed-rules"),
    @JsonSubTypes.Type(value = Work.MovedChunks.class, name = "moved-chunks"),
})
public sealed interface Work {
    /** Chunks whose rows are made anew, apart from those of the task's own jobs, drops and unlists. */
    default long chunks() {
        return 0;
    }

    /** Another table than the task's own, whose rows are taken. */
    default Optional<TableFolder> source() {
        return Optional.empty();
    }

    /** How the task's jobs rewrite their chunks. */
    default Optional<ChunkWork> chunkWork() {
        return Optional.empty();
    }

    /**
     * The form of the store of delete requests, the one object that the task reads, in whose place another comes when
     * everything else of the plan is done. It keeps its key, which is the only one under which Loki looks for it.
     */
    default Optional<DeleteRequestStore.Form> requestStore() {
        return Optional.empty();
    }

    /**
     * No new index files: what the task replaces and drops just goes.
     *
     * @param jobs what becomes of the chunks of the task's jobs, which no table names; null if it has none
     */
    record Removal(@Nullable ChunkWork jobs) implements Work {
        /** For a task without jobs. */
        public Removal() {
            this(null);
        }

        @Override
        public Optional<ChunkWork> chunkWork() {
            return Optional.ofNullable(jobs);
        }
    }

    /**
     * All files of the table become what Loki's compactor would leave, with the task's changes to rows.
     *
     * @param nameTime what the names of the new files begin with, in the unit of the Loki that reads them; above that of
     *     every file there
     * @param tsdbFormat of new TSDB files, 2 or 3
     * @param jobs how the task's jobs rewrite theirs; null if it has none
     */
    record TableFiles(
            long nameTime, int tsdbFormat, @Nullable ChunkWork jobs) implements Work {
        /** For a task without jobs. */
        public TableFiles(long nameTime, int tsdbFormat) {
            this(nameTime, tsdbFormat, null);
        }

        public TableFiles with(ChunkWork chunkWork) {
            return new TableFiles(nameTime, tsdbFormat, chunkWork);
        }

        @Override
        public Optional<ChunkWork> chunkWork() {
            return Optional.ofNullable(jobs);
        }
    }

    /**
     * Rows of a boltdb table become TSDB files of the task's own table, beside or united with those that are there.
     *
     * @param from whose rows they are, the task's reads or replaces among its files
     * @param nameTime as in {@link TableFiles}
     * @param tsdbFormat of the new files, 2 or 3
     * @param estimated whether sizes and entry counts are estimated from a few chunks, and not read from each one's header
     * @param references what the rows are that the new files must hold, by tenant
     * @param missing chunks among them without an object: their rows are kept
     */
    record Conversion(
            TableFolder from,
            long nameTime,
            int tsdbFormat,
            boolean estimated,
            List<TenantReferences> references,
            List<ChunkRef> missing)
            implements Work {
        public Conversion {
            references = List.copyOf(references);
            missing = List.copyOf(missing);
        }

        @Override
        public long chunks() {
            return TenantReferences.count(references);
        }

        @Override
        public Optional<TableFolder> source() {
            return Optional.of(from);
        }
    }

    /**
     * Rows are made of chunk objects, in files of the task's own table.
     *
     * @param kind of the files
     * @param perTenant whether boltdb rows go into tenants' folders
     * @param nameTime as in {@link TableFiles}
     * @param tsdbFormat of TSDB files, 2 or 3
     * @param scope which chunks get rows, and what becomes of the table's files that the task replaces
     * @param firstChunkDay UTC day, since the epoch, on which the first of the table's chunks begins
     * @param tenants whose chunks get rows; empty for all
     * @param references what the new rows are, by tenant, as the chunks were listed
     */
    record Rebuild(
            IndexKind kind,
            boolean perTenant,
            long nameTime,
            int tsdbFormat,
            Scope scope,
            long firstChunkDay,
            List<TenantId> tenants,
            List<TenantReferences> references)
            implements Work {
        /** What rows are made of. */
        public enum Scope {
            /** Of chunks that the table's files do not name; united with these. */
            LACKING,
            /** Of all chunks, since labels are lost in the table's files; united with these. */
            ALL,
            /** Of all chunks; in the place of the table's files, which are not read. */
            INSTEAD,
            /**
             * Of what can still be read of the table's files, where it is certain, and of chunks for the rest; in the place
             * of the table's files.
             */
            SALVAGED,
            /**
             * Of all chunks, and of those that cannot be read, of what can still be read of the table's files, where it is
             * certain; in the place of the table's files.
             */
            VOUCHED;

            /** Whether the new files take the place of the table's. */
            public boolean isInstead() {
                return this != LACKING && this != ALL;
            }
        }

        public Rebuild {
            tenants = List.copyOf(tenants);
            references = List.copyOf(references);
        }

        @Override
        public long chunks() {
            return TenantReferences.count(references);
        }
    }

    /**
     * Delete requests become processed.
     *
     * @param requests what each asks for; all have an id and a tenant. One that was not carried out as a whole stays pending
     * @param pending requests that are due and that the plan leaves out: what it comes to is only a part of what was to be done
     */
    record Requests(DeleteRequestStore.Form form, List<ChunkWork.EntryMatch> requests, List<Pending> pending)
            implements Work {
        /** A request that stays pending. */
        public record Pending(RequestName request, String why) {}

        public Requests {
            requests = List.copyOf(requests);
            pending = List.copyOf(pending);
            for (ChunkWork.EntryMatch request : requests) {
                if (request.request() == null || request.tenant() == null) {
                    throw new IllegalArgumentException("no delete request of a tenant: " + request);
                }
            }
        }

        @Override
        public Optional<DeleteRequestStore.Form> requestStore() {
            return Optional.of(form);
        }
    }

    /**
     * All delete requests of a tenant go, unless chunks of it stay.
     *
     * @param requests how many these are
     */
    record DroppedRequests(DeleteRequestStore.Form form, TenantId tenant, long requests) implements Work {
        @Override
        public Optional<DeleteRequestStore.Form> requestStore() {
            return Optional.of(form);
        }
    }

    /** All delete requests of a tenant become another's; if chunks of it stay, it keeps a copy of each. */
    record RenamedRequests(DeleteRequestStore.Form form, TenantId from, TenantId to) implements Work {
        @Override
        public Optional<DeleteRequestStore.Form> requestStore() {
            return Optional.of(form);
        }
    }

    /** Rule groups, which the task replaces, become another tenant's. */
    record RenamedRules(TenantId to) implements Work {}

    /**
     * Chunk objects, which the task replaces, come under other keys: those that Loki looks for them under. Their bytes stay.
     *
     * @param places one for each of the objects, in their order
     */
    record MovedChunks(List<Place> places) implements Work {
        /**
         * Where an object belongs.
         *
         * @param chunk whose checksum the object has
         */
        public record Place(ChunkRef chunk, ObjectKey key) {}

        public MovedChunks {
            places = List.copyOf(places);
        }
    }
}
