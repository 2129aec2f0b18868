package dev.lokistore.compactor.engine;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of a journal. What announces an effect is written before it, what states one behind it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "record")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalRecord.Begun.class, name = "begun"),
    @JsonSubTypes.Type(value = JournalRecord.ChunksAnnounced.class, name = "chunks-announced"),
    @JsonSubTypes.Type(value = JournalRecord.ChunksWritten.class, name = "chunks-written"),
    @JsonSubTypes.Type(value = JournalRecord.IndexAnnounced.class, name = "index-announced"),
    @JsonSubTypes.Type(value = JournalRecord.IndexWritten.class, name = "index-written"),
    @JsonSubTypes.Type(value = JournalRecord.TaskFailed.class, name = "task-failed"),
    @JsonSubTypes.Type(value = JournalRecord.AllWritten.class, name = "all-written"),
    @JsonSubTypes.Type(value = JournalRecord.Switching.class, name = "switching"),
    @JsonSubTypes.Type(value = JournalRecord.Switched.class, name = "switched"),
    @JsonSubTypes.Type(value = JournalRecord.AllSwitched.class, name = "all-switched"),
    @JsonSubTypes.Type(value = JournalRecord.Sweeping.class, name = "sweeping"),
    @JsonSubTypes.Type(value = JournalRecord.Swept.class, name = "swept"),
    @JsonSubTypes.Type(value = JournalRecord.RequestsAnnounced.class, name = "requests-announced"),
    @JsonSubTypes.Type(value = JournalRecord.RequestsMarked.class, name = "requests-marked"),
    @JsonSubTypes.Type(value = JournalRecord.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = JournalRecord.Undoing.class, name = "undoing"),
    @JsonSubTypes.Type(value = JournalRecord.Restored.class, name = "restored"),
    @JsonSubTypes.Type(value = JournalRecord.IndexRemoved.class, name = "index-removed"),
    @JsonSubTypes.Type(value = JournalRecord.Undone.class, name = "undone"),
})
sealed interface JournalRecord {
    /** Makes the state what it is once this record lasts. */
    void countIn(RunState state);

    /** The plan is carried out from now on. */
    record Begun(Instant at, String by) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.reach(RunState.Milestone.BEGUN, at);
        }
    }

    /** These chunks are going to be written; the results of the jobs that make them. */
    record ChunksAnnounced(int task, List<JobResult> results) implements JournalRecord {
        public ChunksAnnounced {
            results = List.copyOf(results);
        }

        @Override
        public void countIn(RunState state) {
            state.task(task).announceChunks(results);
        }
    }

    /** All chunks of the task are there, read back and compared. */
    record ChunksWritten(int task) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.task(task).reach(TaskState.Stage.CHUNKS_WRITTEN);
        }
    }

    /**
     * These index files, or other objects that are no chunks, are going to be written.
     *
     * @param replaced what they stand for, and is going to be removed later
     * @param remarks on inputs
     */
    record IndexAnnounced(int task, List<WrittenObject> outputs, List<ObjectKey> replaced, List<Remark> remarks)
            implements JournalRecord {
        public IndexAnnounced {
            outputs = List.copyOf(outputs);
            replaced = List.copyOf(replaced);
            remarks = List.copyOf(remarks);
        }

        @Override
        public void countIn(RunState state) {
            state.task(task).announceIndex(outputs, replaced, remarks);
        }
    }

    /**
     * They are there, read back and compared.
     *
     * @param untouched nothing was to be changed after all: what the task replaces stays
     */
    record IndexWritten(int task, boolean untouched) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.task(task).indexWritten(untouched);
        }
    }

    /** The task goes no further; what it replaces stays. */
    record TaskFailed(int task, String error) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.task(task).fail(error);
        }
    }

    /** Whatever the plan writes is there: readers can see it from now on. */
    record AllWritten(Instant at) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.reach(RunState.Milestone.ALL_WRITTEN, at);
        }
    }

    /** What the task replaces is going to be removed. */
    record Switching(int task, Instant at) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.task(task).reach(TaskState.Stage.SWITCHING);
        }
    }

    record Switched(int task) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.task(task).reach(TaskState.Stage.SWITCHED);
        }
    }

    /** Whatever the plan replaces is removed: only readers that have not looked since still name its chunks. */
    record AllSwitched(Instant at) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.reach(RunState.Milestone.ALL_SWITCHED, at);
        }
    }

    /** These chunks, which no table names, are going to be removed. */
    record Sweeping(int task, List<ObjectKey> keys, Instant at) implements JournalRecord {
        public Sweeping {
            keys = List.copyOf(keys);
        }

        @Override
        public void countIn(RunState state) {
            state.task(task).sweep(keys);
        }
    }

    /**
     * @param bytes stored size of what was removed
     * @param keptNamed chunks that stay since a table names them still
     */
    record Swept(int task, long objects, long bytes, long keptNamed) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.task(task).swept(this);
        }
    }

    /**
     * The store of delete requests is going to be replaced, under the same key.
     *
     * @param former what it is before; null in journals of plans that only mark requests, begun before this was kept
     */
    record RequestsAnnounced(int task, @Nullable WrittenObject former, WrittenObject output) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.task(task).announceRequests(former, output);
        }
    }

    /**
     * Its place is taken, if anything was to be changed.
     *
     * @param remarks on requests that stay as they were
     */
    record RequestsMarked(int task, @JsonAlias("pending") List<Remark> remarks) implements JournalRecord {
        public RequestsMarked {
            remarks = List.copyOf(remarks);
        }

        @Override
        public void countIn(RunState state) {
            state.task(task).requestsMarked(remarks);
        }
    }

    record Finished(Instant at) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.reach(RunState.Milestone.FINISHED, at);
        }
    }

    /** From now on everything goes back to where it was. */
    record Undoing(Instant at) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.reach(RunState.Milestone.UNDOING, at);
        }
    }

    /** All that was removed is there again. */
    record Restored(Instant at) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.reach(RunState.Milestone.RESTORED, at);
        }
    }

    /** The plan's index files are gone again. */
    record IndexRemoved(Instant at) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.reach(RunState.Milestone.INDEX_REMOVED, at);
        }
    }

    record Undone(Instant at) implements JournalRecord {
        @Override
        public void countIn(RunState state) {
            state.reach(RunState.Milestone.UNDONE, at);
        }
    }
}
