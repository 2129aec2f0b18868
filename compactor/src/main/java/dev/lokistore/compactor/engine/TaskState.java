package dev.lokistore.compactor.engine;

import dev.lokistore.objectstore.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far a task is, as its records say. Not thread-safe. */
final class TaskState {
    /** In this order. */
    enum Stage {
        PLANNED,
        CHUNKS_WRITTEN,
        INDEX_WRITTEN,
        SWITCHING,
        SWITCHED,
        SWEPT
    }

    private final Map<Integer, JobResult> results = new TreeMap<>();
    private boolean announced;
    private List<WrittenObject> index = List.of();
    private List<ObjectKey> replaced = List.of();
    private List<Remark> remarks = List.of();
    private Stage stage = Stage.PLANNED;
    private boolean untouched;
    private @Nullable String error;
    private final Set<ObjectKey> swept = new LinkedHashSet<>();
    private long sweptObjects;
    private long sweptBytes;
    private long keptNamed;
    private @Nullable WrittenObject formerRequests;
    private @Nullable WrittenObject requests;
    private boolean requestsMarked;

    void announceChunks(List<JobResult> made) {
        made.forEach(result -> results.put(result.job(), result));
    }

    void announceIndex(List<WrittenObject> outputs, List<ObjectKey> places, List<Remark> onInputs) {
        announced = true;
        index = outputs;
        replaced = places;
        remarks = onInputs;
    }

    void indexWritten(boolean nothingChanged) {
        untouched = nothingChanged;
        reach(Stage.INDEX_WRITTEN);
    }

    void reach(Stage next) {
        stage = next;
    }

    void fail(String why) {
        error = why;
    }

    void sweep(List<ObjectKey> keys) {
        swept.addAll(keys);
    }

    void swept(JournalRecord.Swept record) {
        sweptObjects += record.objects();
        sweptBytes += record.bytes();
        keptNamed += record.keptNamed();
        stage = Stage.SWEPT;
    }

    void announceRequests(@Nullable WrittenObject former, WrittenObject output) {
        formerRequests = former;
        requests = output;
    }

    void requestsMarked(List<Remark> onRequests) {
        requestsMarked = true;
        remarks = onRequests;
    }

    Stage stage() {
        return stage;
    }

    boolean is(Stage atLeast) {
        return stage.compareTo(atLeast) >= 0;
    }

    /** Whether nothing was to be changed after all. */
    boolean untouched() {
        return untouched;
    }

    /** Why it goes no further; null while it does. */
    @Nullable
    String error() {
        return error;
    }

    boolean hasFailed() {
        return error != null;
    }

    /** By number of the job; of jobs that were announced. */
    Map<Integer, JobResult> results() {
        return results;
    }

    /** Index files announced. */
    List<WrittenObject> index() {
        return index;
    }

    /** Whether index files were announced, or that some go without any in their place. */
    boolean indexAnnounced() {
        return announced;
    }

    /** What the index files stand for, in order; a part of what the task may replace. */
    List<ObjectKey> replaced() {
        return replaced;
    }

    /** What could not be taken as it should be. */
    List<Remark> remarks() {
        return remarks;
    }

    /** Chunks announced. */
    List<WrittenObject> chunks() {
        List<WrittenObject> chunks = new ArrayList<>();
        results.values().forEach(result -> result.outputs().forEach(chunk -> chunks.add(chunk.object())));
        return chunks;
    }

    /** Chunks whose removal was announced. */
    Set<ObjectKey> sweptKeys() {
        return swept;
    }

    long sweptObjects() {
        return sweptObjects;
    }

    long sweptBytes() {
        return sweptBytes;
    }

    /** Chunks that stay since a table names them still. */
    long keptNamed() {
        return keptNamed;
    }

    /** What was announced to take the place of the store of delete requests; null if nothing was. */
    @Nullable
    WrittenObject requests() {
        return requests;
    }

    /** What it took the place of; null if nothing was announced. */
    @Nullable
    WrittenObject formerRequests() {
        return formerRequests;
    }

    /** Whether delete requests that are done are marked so. */
    boolean areRequestsMarked() {
        return requestsMarked;
    }
}
