package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chunk objects under keys that are not theirs. Not thread-safe. */
final class MoveFix {
    /** Objects of a task: each is read into a local file. */
    private static final int AT_ONCE = 500;

    /** An object that is another chunk's than its key says. */
    record Renamed(ChunkRef named, ObjectInfo object, List<Table> tables, ChunkRef real) {}

    /** An object and where it belongs. */
    private record Move(ObjectInfo object, ChunkRef chunk, ObjectKey key) {}

    private final Map<ChunkRef, Renamed> renamed = new LinkedHashMap<>();
    private final Map<ChunkRef, Move> misplaced = new LinkedHashMap<>();
    private final List<Move> moves = new ArrayList<>();
    private final Set<ChunkRef> moved = new HashSet<>();
    private final Set<ObjectKey> targets = new HashSet<>();

    void misplaced(ChunkRef chunk, ObjectInfo object, ObjectKey key) {
        misplaced.put(chunk, new Move(object, chunk, key));
    }

    void renamed(Renamed found) {
        renamed.put(found.named(), found);
    }

    List<Renamed> renamed() {
        return List.copyOf(renamed.values());
    }

    Set<ChunkRef> misplaced() {
        return misplaced.keySet();
    }

    /** Puts the object where it belongs, unless another one comes there. */
    boolean move(Renamed found, ObjectKey key) {
        boolean free = targets.add(key);
        if (free) {
            moves.add(new Move(found.object(), found.real(), key));
            moved.add(found.real());
        }
        return free;
    }

    void moveMisplaced(ChunkRef chunk) {
        Move move = misplaced.get(chunk);
        if (move != null && targets.add(move.key())) {
            moves.add(move);
        }
    }

    /** Whether an object of the chunk comes to its key. */
    boolean brings(ChunkRef chunk) {
        return moved.contains(chunk);
    }

    boolean isIdle() {
        return moves.isEmpty();
    }

    void add(PlanWriter plan) throws IOException {
        for (int from = 0; from < moves.size(); from += AT_ONCE) {
            List<Move> some = moves.subList(from, Math.min(moves.size(), from + AT_ONCE));
            long bytes =
                    some.stream().mapToLong(move -> move.object().sizeBytes()).sum();
            plan.add(new PlanTask(
                    "misplaced objects",
                    null,
                    new Work.MovedChunks(some.stream()
                            .map(move -> new Work.MovedChunks.Place(move.chunk(), move.key()))
                            .toList()),
                    List.of(),
                    some.stream().map(move -> PlannedObject.of(move.object())).toList(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    new Estimate(some.size(), bytes, bytes)));
        }
    }
}
