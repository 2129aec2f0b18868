package dev.lokistore.compactor.dump;

import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.engine.LocalLock;
import dev.lokistore.compactor.engine.LockedException;
import dev.lokistore.compactor.engine.RefusedPlanException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dump in a folder. A part is written under another name, then {@code SHA256SUMS} is replaced in one step, then the part
 * gets its name: whenever it is cut off, the parts before are as they were, and the next run tidies up.
 */
public final class FolderTarget implements DumpTarget {
    private static final String LOCK = ".lock";

    private final Path folder;
    private final String part;
    private final String previousSeal;
    private final Path writing;
    private final FileChannel lockFile;
    /** Whether the folder was not there before. */
    private final boolean made;

    private boolean finished;

    private FolderTarget(
            Path folder, boolean made, String part, String previousSeal, Path writing, FileChannel lockFile) {
        this.folder = folder;
        this.made = made;
        this.part = part;
        this.previousSeal = previousSeal;
        this.writing = writing;
        this.lockFile = lockFile;
    }

    /**
     * Begins a part in a new folder, an empty one, or one with a dump.
     *
     * @throws RefusedPlanException if there is something else
     * @throws LockedException if another run is writing there
     */
    public static FolderTarget open(Path folder) throws IOException {
        boolean made = !Files.exists(folder);
        if (made) {
            Files.createDirectory(folder);
        }
        Path sums = folder.resolve(DumpNames.SUMS);
        tidy(folder, sums);
        int last = 0;
        String seal = "";
        if (Files.isRegularFile(sums, LinkOption.NOFOLLOW_LINKS)) {
            last = lastPart(sums);
            seal = Digests.of(sums);
        } else if (!isEmpty(folder)) {
            throw new RefusedPlanException(
                    folder + " is there and holds no dump: name a new folder, an empty one, or a dump to add to");
        }
        if (last >= DumpNames.MAX_PARTS) {
            throw new RefusedPlanException(folder + " has " + last + " parts and takes no more: begin another dump");
        }
        String part = DumpNames.part(last + 1);
        if (Files.exists(folder.resolve(part), LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedPlanException(folder.resolve(part)
                    + " is there and belongs to no dump: see 'dump verify', and take it away or begin another dump");
        }
        Path writing = Files.createDirectory(folder.resolve(DumpNames.unfinished(part)));
        return new FolderTarget(folder, made, part, seal, writing, lock(writing));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    /** Finishes or takes away what a run that was cut off has left. */
    private static void tidy(Path folder, Path sums) throws IOException {
        List<Path> left;
        try (Stream<Path> entries = Files.list(folder)) {
            left = entries.filter(
                            entry -> DumpNames.isUnfinished(entry.getFileName().toString()))
                    .sorted()
                    .toList();
        }
        for (Path unfinished : left) {
            String part = DumpNames.partOf(unfinished.getFileName().toString());
            FileChannel lock = lock(unfinished);
            boolean listed = Files.isRegularFile(sums, LinkOption.NOFOLLOW_LINKS)
                    && lastPart(sums) >= Integer.parseInt(part)
                    && !Files.exists(folder.resolve(part), LinkOption.NOFOLLOW_LINKS);
            if (listed) {
                unlock(unfinished, lock);
                Files.move(unfinished, folder.resolve(part), StandardCopyOption.ATOMIC_MOVE);
            } else {
                lock.close();
                remove(unfinished);
            }
        }
    }

    private static FileChannel lock(Path unfinished) throws IOException {
        return LocalLock.take(unfinished.resolve(LOCK), "another dump is being written into " + unfinished.getParent());
    }

    private static void unlock(Path unfinished, FileChannel lock) throws IOException {
        lock.close();
        Files.deleteIfExists(unfinished.resolve(LOCK));
    }

    /** @throws RefusedPlanException if the file is no {@code SHA256SUMS} of a dump */
    private static int lastPart(Path sums) throws IOException {
        String last = "";
        try (Stream<String> lines = Files.lines(sums)) {
            last = lines.reduce("", (before, line) -> line);
        } catch (UncheckedIOException e) {
            throw new RefusedPlanException(sums + " is not that of a dump");
        }
        DumpedFile.Sum sum = DumpedFile.Sum.parse(last);
        if (sum == null || !sum.path().matches("[0-9]{4}/.*")) {
            throw new RefusedPlanException(sums + " is not that of a dump: see 'dump verify'");
        }
        return Integer.parseInt(sum.path().substring(0, 4));
    }

    @Override
    public String part() {
        return part;
    }

    @Override
    public String previousSeal() {
        return previousSeal;
    }

    @Override
    public DumpFile create(String path) throws IOException {
        Path place = writing.resolve(path.substring(part.length() + 1));
        Path parent = place.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return new DumpFile(path, place, (file, at) -> {});
    }

    @Override
    public String finish(Path lines) throws IOException {
        unlock(writing, lockFile);
        Path sums = folder.resolve(DumpNames.SUMS);
        Path beside = folder.resolve(DumpNames.unfinished(part)).resolve(DumpNames.SUMS);
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            if (Files.exists(sums)) {
                Files.copy(sums, out);
            }
            Files.copy(lines, out);
            // else a crash may leave the name without the content
            channel.force(true);
        }
        Files.move(beside, sums, StandardCopyOption.ATOMIC_MOVE);
        finished = true;
        Files.move(writing, folder.resolve(part), StandardCopyOption.ATOMIC_MOVE);
        return Digests.of(sums);
    }

    private static void remove(Path tree) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(tree)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    /** Takes an unfinished part away. */
    @Override
    public void close() throws IOException {
        lockFile.close();
        if (!finished && Files.exists(writing)) {
            remove(writing);
        }
        if (!finished && made && isEmpty(folder)) {
            Files.delete(folder);
        }
    }
}
