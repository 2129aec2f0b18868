package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.index.table.FileNames;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Removes what a task replaces, after a last look at both sides; exactly the objects of the plan, tenants' files first. */
final class SwitchStage implements PlanRun.Step {
    private final PlanRun run;

    SwitchStage(PlanRun run) {
        this.run = run;
    }

    @Override
    public void run(int number, PlanTask task, TaskState state) throws IOException {
        if (!state.replaced().isEmpty()) {
            boolean begun = state.is(TaskState.Stage.SWITCHING);
            require(task, state, begun);
            if (!begun) {
                run.record(new JournalRecord.Switching(number, run.now()));
            }
            run.checkLock();
            Trash trash = run.trash();
            trash.mark(run.now());
            trash.remove(tenantsFirst(state.replaced()));
        }
        run.record(new JournalRecord.Switched(number));
    }

    private void require(PlanTask task, TaskState state, boolean begun) throws IOException {
        Outputs outputs = new Outputs(run.objects());
        for (WrittenObject output : state.index()) {
            if (!outputs.exists(output)) {
                throw new TaskFailedException(
                        output.key() + " was written and is not there any more, so what it replaces"
                                + " stays. Something else removes index files: is a compactor at work?");
            }
        }
        if (!begun) {
            Optional<String> change = InputCheck.changed(task, run.objects());
            if (change.isPresent()) {
                throw new TaskFailedException(
                        change.get() + " meanwhile, so nothing is removed: old and new index files"
                                + " stay side by side, which harms no query. Is a compactor at work?");
            }
        }
        if (task.table() != null) {
            requireNoCompactor(task, state);
        }
    }

    /** Uploads of ingesters may come at any time and stay; what a compactor writes holds what we are about to replace. */
    private void requireNoCompactor(PlanTask task, TaskState state) throws IOException {
        Set<ObjectKey> known = new HashSet<>();
        task.replaces().forEach(object -> known.add(object.key()));
        task.reads().forEach(object -> known.add(object.key()));
        state.index().forEach(object -> known.add(object.key()));
        String folder = task.table().path();
        for (Map.Entry<ObjectKey, ObjectInfo> file :
                InputCheck.list(run.objects(), folder).entrySet()) {
            String[] parts = file.getKey().value().substring(folder.length()).split("/", -1);
            String name = parts[parts.length - 1];
            boolean compacted = (parts.length == 1 ? FileNames.common(name) : FileNames.ofTenant(name)).compacted();
            if (compacted && !known.contains(file.getKey())) {
                throw new TaskFailedException(file.getKey() + " appeared meanwhile, so nothing is removed: old and new"
                        + " index files stay side by side, which harms no query. Stop Loki's compactor");
            }
        }
    }

    private static List<ObjectKey> tenantsFirst(List<ObjectKey> replaced) {
        List<ObjectKey> keys = new ArrayList<>(replaced);
        keys.sort(Comparator.comparingLong((ObjectKey key) ->
                        -key.value().chars().filter(c -> c == '/').count())
                .thenComparing(Comparator.naturalOrder()));
        return keys;
    }
}
