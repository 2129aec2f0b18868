package dev.lokistore.compactor.dump;

import dev.lokistore.compactor.digest.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A dump in a folder. Links are not followed. */
final class FolderSource implements DumpSource {
    private final Path folder;

    FolderSource(Path folder) {
        this.folder = folder;
    }

    @Override
    public void forEach(Visitor visitor, DumpFaults faults) throws IOException {
        walk(folder, "", visitor, faults);
    }

    private void walk(Path directory, String prefix, Visitor visitor, DumpFaults faults) throws IOException {
        List<Path> entries;
        try (Stream<Path> list = Files.list(directory)) {
            entries = list.sorted(Comparator.comparing(FolderSource::sortName)).toList();
        }
        if (entries.isEmpty() && !prefix.isEmpty()) {
            faults.add("unlisted", prefix, "an empty folder that is no part of the dump");
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            String path = prefix + name;
            if (prefix.isEmpty() && DumpNames.isUnfinished(name)) {
                faults.add(
                        "unfinished",
                        path,
                        "left by a run that is at work or was cut off: run 'dump' into this folder again, or take it"
                                + " away");
            } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                walk(entry, path + "/", visitor, faults);
            } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                visitor.file(new DumpedFile(path, Files.size(entry), Digests.of(entry)));
            } else {
                faults.add("unlisted", path, "no regular file, and no part of the dump");
            }
        }
    }

    /** Names in a folder in the order of whole paths. */
    private static String sortName(Path entry) {
        String name = entry.getFileName().toString();
        return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? name + "/" : name;
    }

    @Override
    public InputStream open(String path) throws IOException {
        if (!DumpNames.isName(path)) {
            throw new NoSuchFileException(path);
        }
        return Files.newInputStream(folder.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
