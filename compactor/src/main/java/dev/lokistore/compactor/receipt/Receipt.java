package dev.lokistore.compactor.receipt;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.objectstore.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a delete was asked for and did, object by object. Its components are the members of the JSON file.
 *
 * @param version of this format
 * @param store its URI for people
 * @param arguments what was asked for, for people
 * @param rules which entries were meant; empty where whole chunks were
 * @param masks what became of lines; empty if their entries went
 * @param chunks that were replaced or removed, by task and job
 * @param stayed chunks that were meant and stay as they are
 * @param untouched chunks that were looked at and hold nothing that was meant
 * @param index files, by table
 * @param others objects that are neither chunks nor index files, and were removed
 * @param requests stores of delete requests from which a tenant's were taken
 * @param failed tables that could not be done: what they name stays
 */
public record Receipt(
        int version,
        PlanId plan,
        String command,
        Map<String, String> arguments,
        String store,
        Instant plannedAt,
        Instant begunAt,
        Instant finishedAt,
        List<ChunkWork.EntryMatch> rules,
        List<ChunkWork.Mask> masks,
        Sums totals,
        List<Chunk> chunks,
        List<Stayed> stayed,
        long untouched,
        List<TableFiles> index,
        List<PlannedObject> others,
        List<Requests> requests,
        List<Failed> failed) {
    public static final int VERSION = 1;

    /**
     * A chunk as it was.
     *
     * @param crc32c of the object, as its key says it, lower-case hex
     * @param sha256 of the object, lower-case hex
     * @param rawBytes uncompressed; 0 if it could not be decoded
     * @param entries 0 if it could not be decoded
     * @param removed entries of it that are in no object after
     * @param changed entries of it whose lines are others after
     * @param undecodable why it could not be decoded; null if it could
     * @param after what took its place; empty if nothing is left
     */
    public record Chunk(
            ChunkRef chunk,
            ObjectKey object,
            String crc32c,
            String sha256,
            long storedBytes,
            long rawBytes,
            long entries,
            long removed,
            long changed,
            @Nullable String undecodable,
            List<After> after) {
        public Chunk {
            after = List.copyOf(after);
        }
    }

    /** A chunk that took another's place; as in {@link Chunk}. */
    public record After(
            ChunkRef chunk,
            ObjectKey object,
            String crc32c,
            String sha256,
            long storedBytes,
            long rawBytes,
            long entries) {}

    /**
     * A chunk that was meant and is still there.
     *
     * @param why why it stays
     */
    public record Stayed(ChunkRef chunk, ObjectKey object, String why) {}

    /** The index files of a table. */
    public record TableFiles(String table, List<PlannedObject> before, List<IndexFile> after) {
        public TableFiles {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    public record IndexFile(ObjectKey key, long sizeBytes, String sha256) {}

    /**
     * A store of delete requests, which keeps its key, from which those of a tenant went.
     *
     * @param requests how many
     */
    public record Requests(
            ObjectKey key,
            TenantId tenant,
            long requests,
            long bytesBefore,
            String sha256Before,
            long bytesAfter,
            String sha256After) {}

    public record Failed(String subject, String error) {}

    /** Sums over the chunks. */
    public record Sums(
            long chunksBefore,
            long chunksAfter,
            long entriesBefore,
            long entriesAfter,
            long removed,
            long changed,
            long storedBytesBefore,
            long storedBytesAfter) {
        public static Sums of(List<Chunk> chunks) {
            long[] sums = new long[8];
            for (Chunk chunk : chunks) {
                sums[0]++;
                sums[2] += chunk.entries();
                sums[4] += chunk.removed();
                sums[5] += chunk.changed();
                sums[6] += chunk.storedBytes();
                for (After after : chunk.after()) {
                    sums[1]++;
                    sums[3] += after.entries();
                    sums[7] += after.storedBytes();
                }
            }
            return new Sums(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]);
        }
    }

    public Receipt {
        arguments = new TreeMap<>(arguments);
        rules = List.copyOf(rules);
        masks = List.copyOf(masks);
        chunks = List.copyOf(chunks);
        stayed = List.copyOf(stayed);
        index = List.copyOf(index);
        others = List.copyOf(others);
        requests = List.copyOf(requests);
        failed = List.copyOf(failed);
    }

    /** What does not add up, for people; empty in every receipt that is as it was written. */
    public List<String> contradictions() {
        List<String> found = new ArrayList<>();
        for (Chunk chunk : chunks) {
            long left = chunk.after().stream().mapToLong(After::entries).sum();
            if (chunk.entries() != left + chunk.removed()) {
                found.add(chunk.object() + ": " + chunk.entries() + " entries before, " + left + " after, "
                        + chunk.removed() + " removed");
            }
            if (!chunk.crc32c().equals(chunk.chunk().checksumHex())) {
                found.add(chunk.object() + ": its CRC-32C is " + chunk.crc32c() + ", not that of its name");
            }
        }
        if (!totals.equals(Sums.of(chunks))) {
            found.add("the totals are " + totals + ", but the chunks add up to " + Sums.of(chunks));
        }
        return found;
    }
}
