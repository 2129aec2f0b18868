package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Writes the new index files of a task, or the objects that it makes in their stead: built, announced, written, read back. */
final class IndexStage implements PlanRun.Step {
    private final PlanRun run;
    private final Worker worker;

    IndexStage(PlanRun run, Worker worker) {
        this.run = run;
        this.worker = worker;
    }

    @Override
    public void run(int number, PlanTask task, TaskState state) throws IOException {
        RowChanges changes = changes(number, task);
        if (task.changesRows() && changes.isEmpty()) {
            // every job left its sources as they are
            run.record(new JournalRecord.IndexWritten(number, true));
            return;
        }
        if (!state.indexAnnounced()) {
            Optional<String> change = InputCheck.changed(task, run.objects());
            if (change.isPresent()) {
                throw new TaskFailedException(change.get() + " since the plan was made");
            }
        }
        Path folder = Files.createTempDirectory(run.settings().temporary(), "lokistore-index-");
        PreparedIndex prepared;
        try {
            prepared = worker.build(task, changes, folder);
            if (!prepared.equals(PreparedIndex.UNTOUCHED)) {
                requirePlanned(task, prepared);
                write(number, state, prepared);
            }
        } finally {
            remove(folder);
        }
        run.record(new JournalRecord.IndexWritten(number, prepared.equals(PreparedIndex.UNTOUCHED)));
    }

    private RowChanges changes(int number, PlanTask task) throws IOException {
        RowChanges changes = new RowChanges(task);
        add(number, task, changes);
        for (int other : task.jobsOf()) {
            if (run.state().task(other).is(TaskState.Stage.CHUNKS_WRITTEN)) {
                add(other, run.plan().task(other), changes);
            }
        }
        return changes;
    }

    private void add(int number, PlanTask task, RowChanges changes) {
        for (Map.Entry<Integer, JobResult> result :
                run.state().task(number).results().entrySet()) {
            changes.add(task.jobs().get(result.getKey()), result.getValue());
        }
    }

    /** Nothing goes that the plan did not name. */
    private static void requirePlanned(PlanTask task, PreparedIndex prepared) {
        Set<ObjectKey> planned = new HashSet<>();
        task.replaces().forEach(object -> planned.add(object.key()));
        if (!planned.containsAll(prepared.replaced())) {
            throw new IllegalStateException(task.subject() + " was to replace more than its plan says: " + prepared);
        }
    }

    private void write(int number, TaskState state, PreparedIndex prepared) throws IOException {
        Outputs outputs = new Outputs(run.objects());
        List<WrittenObject> objects =
                prepared.files().stream().map(PreparedFile::object).toList();
        if (!state.indexAnnounced()) {
            outputs.requireAbsent(objects);
            run.record(new JournalRecord.IndexAnnounced(number, objects, prepared.replaced(), prepared.remarks()));
        } else if (!state.index().equals(objects) || !state.replaced().equals(prepared.replaced())) {
            throw new TaskFailedException(
                    "the index files come out otherwise than when they were begun: another version"
                            + " of Lokistore, or the store changed. 'lokistore undo' goes back");
        }
        for (PreparedFile file : prepared.files()) {
            run.checkLock();
            outputs.write(file.object(), file.file());
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
