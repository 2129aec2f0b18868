package dev.lokistore.compactor.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.lokistore.chunk.TenantId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the chunks of a task's jobs are rewritten. With a job's sources it says all: the same work gives the same bytes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChunkWork.Merge.class, name = "merge"),
    @JsonSubTypes.Type(value = ChunkWork.Delete.class, name = "delete"),
    @JsonSubTypes.Type(value = ChunkWork.Rename.class, name = "rename"),
    @JsonSubTypes.Type(value = ChunkWork.Drop.class, name = "drop"),
    @JsonSubTypes.Type(value = ChunkWork.Salvage.class, name = "salvage"),
})
public sealed interface ChunkWork {
    /** Whether a chunk that stays as it is leaves something undone that was asked for, and does not only stay large. */
    @JsonIgnore
    boolean isOwed();

    /** Whether what becomes of each chunk is told in a receipt. */
    @JsonIgnore
    default boolean isReceipted() {
        return false;
    }

    /**
     * A job's chunks become few large ones with the same entries, each as often as the source that has it most often.
     *
     * @param targetBytes a chunk is cut before it reaches this stored size
     * @param span between the first and the last entry of a chunk, at most
     * @param rawBytes of a chunk's lines, at most
     * @param codec Loki's name; null for the one that most sources have
     * @param metadataCounts whether all readers tell entries apart by structured metadata, as Loki does from 3.7 on
     */
    record Merge(
            int targetBytes,
            Duration span,
            long rawBytes,
            @Nullable String codec,
            boolean metadataCounts) implements ChunkWork {
        @Override
        public boolean isOwed() {
            return false;
        }
    }

    /**
     * Entries go, or their lines change.
     *
     * @param rules any of which applies
     * @param masks what becomes of lines, one after the other; empty if their entries go
     */
    record Delete(List<EntryMatch> rules, List<Mask> masks) implements ChunkWork {
        public Delete {
            rules = List.copyOf(rules);
            masks = List.copyOf(masks);
            if (rules.isEmpty()) {
                throw new IllegalArgumentException("a delete of nothing in particular");
            }
        }

        @Override
        public boolean isOwed() {
            return true;
        }

        @Override
        public boolean isReceipted() {
            return true;
        }
    }

    /** Chunks become another tenant's. */
    record Rename(TenantId to) implements ChunkWork {
        @Override
        public boolean isOwed() {
            return true;
        }
    }

    /** Chunks go as they are, and are only read for the receipt: also those that cannot be decoded. */
    record Drop() implements ChunkWork {
        @Override
        public boolean isOwed() {
            return true;
        }

        @Override
        public boolean isReceipted() {
            return true;
        }
    }

    /**
     * Chunks are broken: what is sound in each becomes a new one, which stands where it stood. Nothing stands there if nothing
     * is sound.
     */
    record Salvage() implements ChunkWork {
        @Override
        public boolean isOwed() {
            return true;
        }
    }

    /**
     * Which entries are meant.
     *
     * @param request the id of Loki's delete request that asks for it; null if none does
     * @param tenant null for all
     * @param selectors LogQL, any of which matches
     * @param fromNanos ns since the epoch
     * @param toNanos ns since the epoch, exclusive
     */
    record EntryMatch(
            @Nullable String request, @Nullable TenantId tenant, List<String> selectors, long fromNanos, long toNanos) {
        public EntryMatch {
            selectors = List.copyOf(selectors);
            if (selectors.isEmpty() || fromNanos > toNanos) {
                throw new IllegalArgumentException("entries of " + selectors + " from " + fromNanos + " to " + toNanos);
            }
        }
    }

    /**
     * What is made unreadable in a line.
     *
     * @param regex RE2
     * @param replacement of each place that it matches; {@code $1} and {@code ${name}} stand for groups
     */
    record Mask(String regex, String replacement) {}
}
