package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.rules.RenamedRuleGroup;
import dev.lokistore.index.rules.RuleGroups;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does {@link Work.RenamedRules}. A group that cannot be decoded stays, and is told of. */
final class RenameRules {
    private final ObjectReader objects;

    RenameRules(ObjectReader objects) {
        this.objects = objects;
    }

    PreparedIndex build(PlanTask task, Work.RenamedRules work, Path folder) throws IOException {
        List<PreparedFile> files = new ArrayList<>();
        List<ObjectKey> replaced = new ArrayList<>();
        List<Remark> remarks = new ArrayList<>();
        for (PlannedObject object : task.replaces()) {
            String key = object.key().value();
            try {
                byte[] bytes = objects.readAll(object.key(), RuleGroups.MAX_STORED_BYTES);
                RenamedRuleGroup renamed = RenamedRuleGroup.of(key, bytes, work.to());
                Path file = Files.write(folder.resolve("group-" + files.size()), renamed.bytes());
                WrittenObject written = new WrittenObject(
                        ObjectKey.of(renamed.key().format()), renamed.bytes().length, Digests.of(renamed.bytes()));
                files.add(new PreparedFile(written, file));
                replaced.add(object.key());
            } catch (CorruptDataException e) {
                remarks.add(new Remark(key, "stays: " + e.getMessage()));
            } catch (StoreException e) {
                if (e.kind() != StoreException.Kind.TOO_LARGE) {
                    throw e;
                }
                remarks.add(new Remark(key, "stays: " + e.getMessage()));
            }
        }
        return new PreparedIndex(files, replaced, remarks);
    }
}
