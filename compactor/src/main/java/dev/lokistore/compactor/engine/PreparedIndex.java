package dev.lokistore.compactor.engine;

import dev.lokistore.objectstore.ObjectKey;
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
}
