package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.compactor.newtable.NewFiles;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.objectstore.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task is going to put in the place of what.
 *
 * @param files to be written, in this order
 * @param replaced of the objects that the task may replace those that the files stand for: they go. In order
 * @param remarks what in the inputs could not be taken as it should be, and what became of it; the rest is done
 */
public record PreparedIndex(List<PreparedFile> files, List<ObjectKey> replaced, List<Remark> remarks) {
    /** Nothing is to be changed. */
    public static final PreparedIndex UNTOUCHED = new PreparedIndex(List.of(), List.of());

    public PreparedIndex {
        files = List.copyOf(files);
        replaced = replaced.stream().sorted().toList();
        remarks = List.copyOf(remarks);
    }

    /** All inputs were as they should be. */
    public PreparedIndex(List<PreparedFile> files, List<ObjectKey> replaced) {
        this(files, replaced, List.of());
    }

    /** The new files of a table, for those of its files that they stand for. */
    static PreparedIndex of(TableFolder folder, NewFiles made) {
        List<PreparedFile> files = new ArrayList<>();
        for (BuiltFile file : made.outputs()) {
            ObjectKey key = ObjectKey.of(file.key(folder.path()));
            files.add(new PreparedFile(new WrittenObject(key, file.sizeBytes(), file.sha256()), file.path()));
        }
        return new PreparedIndex(
                files,
                made.replaced().stream().map(file -> file.object().key()).toList(),
                made.oddities().stream()
                        .map(oddity -> new Remark(oddity.key(), oddity.text()))
                        .toList());
    }

    /** The same, and more goes for it. */
    PreparedIndex and(List<ObjectKey> alsoReplaced) {
        List<ObjectKey> all = new ArrayList<>(replaced);
        all.addAll(alsoReplaced);
        return new PreparedIndex(files, all, remarks);
    }
}
