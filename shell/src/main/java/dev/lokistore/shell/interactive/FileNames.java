package dev.lokistore.shell.interactive;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of this machine.
 *
 * @param directory what relative paths start from
 * @param home what {@code ~} stands for; null for nothing
 */
record FileNames(Path directory, @Nullable Path home) {
    private static final int MAX_FILES = 2_000;

    /** @param typed begin of a path; names that begin with a dot come only if asked for */
    List<Proposal> like(String typed) {
        String before = typed.substring(0, typed.lastIndexOf('/') + 1);
        List<Proposal> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder(before))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                boolean hidden = name.startsWith(".")
                        && !typed.substring(before.length()).startsWith(".");
                if (!hidden && found.size() < MAX_FILES) {
                    boolean folder = Files.isDirectory(entry);
                    String shown = folder ? name + "/" : name;
                    found.add(new Proposal(before + shown, shown, "", !folder));
                }
            }
        } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
            return List.of();
        }
        return found;
    }

    private Path folder(String before) {
        return before.startsWith("~/") && home != null ? home.resolve(before.substring(2)) : directory.resolve(before);
    }
}
