package dev.lokistore.objectstore.filesystem;

import dev.lokistore.objectstore.Interruption;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The files and folders of one folder in the order of {@link FileEntry#sortName}. Holds at most twice {@code maxHeld}
 * entries: a larger folder is read again for each {@code maxHeld} of them. Links, devices and the like are left out; so are
 * names that are no UTF-8, with a warning, since no key can name them.
 */
final class FolderCursor {
    private static final Comparator<FileEntry> ORDER = (a, b) -> ObjectKey.compareUtf8(a.sortName(), b.sortName());

    private final Path folder;
    private final Predicate<String> wanted;
    private final int maxHeld;
    private final Deque<FileEntry> held = new ArrayDeque<>();
    private @Nullable String last;
    private boolean complete;

    /** @param wanted asked with the {@code sortName}, or with a plain name for a first guess at files and folders */
    FolderCursor(Path folder, Predicate<String> wanted, int maxHeld) {
        this.folder = folder;
        this.wanted = wanted;
        this.maxHeld = maxHeld;
    }

    Path folder() {
        return folder;
    }

    /** The entry that {@link #take} gives next, if it needs no reading; null otherwise. */
    @Nullable
    FileEntry held() {
        return held.peek();
    }

    /** The next entry, or null at the end. A failure leaves it where it was. */
    @Nullable
    FileEntry take() throws IOException {
        if (held.isEmpty() && !complete) {
            read();
        }
        FileEntry entry = held.poll();
        if (entry != null) {
            last = entry.sortName();
        }
        return entry;
    }

    private void read() throws IOException {
        List<FileEntry> smallest = new ArrayList<>();
        boolean cut = false;
        String ceiling = null;
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path path : stream) {
                if (Thread.currentThread().isInterrupted()) {
                    throw Interruption.of("interrupted: listing " + folder, null);
                }
                FileEntry entry = entry(path, ceiling);
                if (entry != null) {
                    smallest.add(entry);
                }
                if (smallest.size() == 2 * maxHeld) {
                    smallest.sort(ORDER);
                    smallest.subList(maxHeld, smallest.size()).clear();
                    ceiling = smallest.get(maxHeld - 1).sortName();
                    cut = true;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            // removed since its parent was read: empty
            complete = true;
            return;
        }
        smallest.sort(ORDER);
        if (smallest.size() > maxHeld) {
            smallest.subList(maxHeld, smallest.size()).clear();
            cut = true;
        }
        held.addAll(smallest);
        complete = !cut;
    }

    private @Nullable FileEntry entry(Path path, @Nullable String ceiling) throws IOException {
        String name = RawNames.name(path);
        if (name == null) {
            LoggerFactory.getLogger(FolderCursor.class).warn("left out, its name is no UTF-8: {}", path);
            return null;
        }
        boolean known = last != null && ObjectKey.compareUtf8(name + "/", last) <= 0;
        boolean later = ceiling != null && ObjectKey.compareUtf8(name, ceiling) > 0;
        if (known || later || name.startsWith(KeyPaths.TEMPORARY_PREFIX)) {
            return null;
        }
        if (!wanted.test(name) && !wanted.test(name + "/")) {
            return null;
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (!attributes.isRegularFile() && !attributes.isDirectory()) {
            return null;
        }
        FileEntry entry = FileEntry.of(name, attributes);
        boolean isNew = last == null || ObjectKey.compareUtf8(entry.sortName(), last) > 0;
        return isNew && wanted.test(entry.sortName()) ? entry : null;
    }
}
