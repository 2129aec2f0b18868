package dev.lokistore.compactor.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far a plan is, as its journal says. Several threads may work on different tasks. */
final class RunState {
    /** What concerns the whole plan. */
    enum Milestone {
        BEGUN,
        /** Whatever the plan writes is there. */
        ALL_WRITTEN,
        /** Whatever the plan replaces is removed. */
        ALL_SWITCHED,
        FINISHED,
        UNDOING,
        /** Whatever was removed is there again. */
        RESTORED,
        /** The plan's index files are gone again. */
        INDEX_REMOVED,
        UNDONE
    }

    private final List<TaskState> tasks = new ArrayList<>();
    private final Map<Milestone, Instant> reached = new EnumMap<>(Milestone.class);

    /** @throws JournalException if a record is about a task that the plan does not have */
    RunState(int taskCount, List<JournalRecord> records) throws JournalException {
        for (int i = 0; i < taskCount; i++) {
            tasks.add(new TaskState());
        }
        for (JournalRecord record : records) {
            try {
                record.countIn(this);
            } catch (IndexOutOfBoundsException e) {
                throw new JournalException("the journal does not fit its plan of " + taskCount + " tasks: " + record);
            }
        }
    }

    void reach(Milestone milestone, Instant at) {
        reached.put(milestone, at);
    }

    /** When it was reached. */
    Optional<Instant> at(Milestone milestone) {
        return Optional.ofNullable(reached.get(milestone));
    }

    boolean has(Milestone milestone) {
        return reached.containsKey(milestone);
    }

    TaskState task(int number) {
        return tasks.get(number);
    }

    List<TaskState> tasks() {
        return tasks;
    }
}
