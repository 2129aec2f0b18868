package dev.lokistore.compactor.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.compactor.engine.LocalLock;
import dev.lokistore.compactor.engine.LockedException;
import dev.lokistore.compactor.plan.PlanJson;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where an export goes. Its files get their names when they are whole; what is complete stands in the journal, and at the
 * end in the manifest, which replaces the journal. Both, and files that are not whole, lie under {@value #OWN}, where readers
 * of the data do not look. Only one run at a time has the folder. Safe for use by several threads.
 */
final class ExportFolder implements Closeable {
    /** Readers of folders skip names with an underscore, and globs for data do not match what is in it. */
    static final String OWN = "_lokistore";

    static final String MANIFEST = "manifest.ndjson";
    private static final String JOURNAL = "journal.ndjson";
    private static final String TEMPORARY = "tmp";
    private static final String LOCK = "lock";

    private final Path folder;
    private final ExportRecord.Export request;
    private final FileChannel lockFile;
    private final Map<String, Done> slices = new TreeMap<>();
    /** Of slices the lines that say which of their files got names, or were about to. */
    private final Map<String, List<LineSpan>> named = new HashMap<>();
    /** What slices lack: the lines that follow theirs. */
    private final Map<String, LineSpan> lost = new HashMap<>();

    private @Nullable String last;

    private final ExportJournal journal;
    private ExportRecord.@Nullable Export begun;

    /** A slice that is complete; its files stand in its line, for there may be many. */
    private record Done(
            LineSpan line,
            String digest,
            long problems,
            long gaps,
            int files,
            long entries,
            long lineBytes,
            long bytes) {
        static Done of(ExportRecord.Slice slice, LineSpan line) {
            return new Done(
                    line,
                    slice.digest(),
                    slice.problems(),
                    slice.gaps(),
                    slice.files().size(),
                    slice.entries(),
                    slice.files().stream().mapToLong(ExportedFile::lineBytes).sum(),
                    slice.files().stream().mapToLong(ExportedFile::bytes).sum());
        }

        ExportRecord.Slice slice() throws IOException {
            return (ExportRecord.Slice) ExportJournal.read(line);
        }
    }

    private ExportFolder(Path folder, ExportRecord.Export request, FileChannel lockFile) throws IOException {
        this.folder = folder;
        this.request = request;
        this.lockFile = lockFile;
        Path own = folder.resolve(OWN);
        if (Files.exists(own.resolve(MANIFEST))) {
            ExportJournal.read(own.resolve(MANIFEST), this::take);
            requireSame();
        }
        boolean fresh = !Files.exists(own.resolve(JOURNAL));
        this.journal = ExportJournal.open(own.resolve(JOURNAL), this::take);
        try {
            requireSame();
            if (fresh || begun == null) {
                journal.append(request);
            }
            deleteAll(own.resolve(TEMPORARY));
            Files.createDirectory(own.resolve(TEMPORARY));
        } catch (IOException e) {
            journal.close();
            throw e;
        }
    }

    /**
     * Opens the folder, which must be empty or hold the same export.
     *
     * @throws ExportRefusedException if it holds something else
     * @throws LockedException if another run has it
     */
    static ExportFolder open(Path folder, ExportRecord.Export request) throws IOException {
        Path own = folder.resolve(OWN);
        if (!Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new ExportRefusedException(
                            folder + " is not empty and holds no export: name a new folder, or an empty one");
                }
            }
            Files.createDirectory(own);
        }
        FileChannel lockFile =
                LocalLock.take(folder.resolve(OWN).resolve(LOCK), folder + " is being exported to by another run");
        try {
            return new ExportFolder(folder, request, lockFile);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    /** What an export into this folder was asked for; empty if there is none. */
    static Optional<ExportRecord.Export> begun(Path folder) throws IOException {
        for (String name : List.of(JOURNAL, MANIFEST)) {
            Path file = folder.resolve(OWN).resolve(name);
            List<ExportRecord.Export> found = new ArrayList<>();
            if (Files.exists(file)) {
                ExportJournal.read(file, (record, line) -> {
                    if (record instanceof ExportRecord.Export export) {
                        found.add(export);
                    }
                });
            }
            if (!found.isEmpty()) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }

    private void take(ExportRecord record, LineSpan line) {
        if (record instanceof ExportRecord.Lost) {
            if (last != null) {
                lost.merge(last, line, (before, next) -> before.plus(next.bytes()));
            }
            return;
        }
        last = null;
        if (record instanceof ExportRecord.Export export) {
            begun = export;
        } else if (record instanceof ExportRecord.Publishing publishing) {
            named(publishing.slice()).add(line);
        } else if (record instanceof ExportRecord.Slice slice) {
            last = slice.slice();
            lost.remove(last);
            slices.put(last, Done.of(slice, line));
            named(last).add(line);
        }
    }

    private List<LineSpan> named(String slice) {
        return named.computeIfAbsent(slice, name -> new ArrayList<>());
    }

    /** Files of the slice that got names, or were about to. */
    private Set<String> names(String slice) throws IOException {
        Set<String> names = new HashSet<>();
        for (LineSpan line : named(slice)) {
            ExportRecord record = ExportJournal.read(line);
            if (record instanceof ExportRecord.Publishing publishing) {
                names.addAll(publishing.files());
            } else if (record instanceof ExportRecord.Slice done) {
                done.files().forEach(file -> names.add(file.path()));
            }
        }
        return names;
    }

    private void requireSame() throws ExportRefusedException {
        if (begun == null || begun.equals(request)) {
            return;
        }
        JsonNode there = PlanJson.mapper().valueToTree(begun);
        JsonNode wanted = PlanJson.mapper().valueToTree(request);
        List<String> differences = new ArrayList<>();
        there.fieldNames().forEachRemaining(name -> {
            if (!there.get(name).equals(wanted.get(name))) {
                differences.add(name + " " + there.get(name) + ", not " + wanted.get(name));
            }
        });
        throw new ExportRefusedException(folder + " holds another export: " + String.join("; ", differences)
                + ". Name another folder; --resume goes on with the one that is there");
    }

    /** For files that are not whole; empty at the start. */
    Path temporary() {
        return folder.resolve(OWN).resolve(TEMPORARY);
    }

    /** The slice if it was written of the same chunks, nothing was wrong with them, and its files are there. */
    synchronized Optional<ExportRecord.Slice> complete(String slice, String digest) throws IOException {
        Done known = slices.get(slice);
        if (known == null || known.problems() > 0 || !known.digest().equals(digest)) {
            return Optional.empty();
        }
        ExportRecord.Slice there = known.slice();
        return isThere(there) ? Optional.of(there) : Optional.empty();
    }

    private boolean isThere(ExportRecord.Slice slice) throws IOException {
        for (ExportedFile file : slice.files()) {
            Path path = resolve(file.path());
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) != file.bytes()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Gives a slice's files their names. If the folder has more of it already, what is there stays: retention may have taken
     * from the store what was exported before.
     *
     * @param losses what the files lack
     * @return whether the files have their names; false if those that were there stay
     */
    synchronized boolean publish(
            ExportRecord.Slice slice, List<SliceFiles.Finished> finished, List<ExportRecord.Lost> losses)
            throws IOException {
        Done before = slices.get(slice.slice());
        if (before != null && before.entries() > slice.entries() && isThere(before.slice())) {
            LineSpan lostBefore = lost.get(slice.slice());
            record(slice.with(before.slice()));
            if (lostBefore != null) {
                lost.put(slice.slice(), journal.append(lostBefore));
            }
            for (SliceFiles.Finished file : finished) {
                Files.delete(file.part());
            }
            return false;
        }
        List<String> paths = finished.stream().map(each -> each.file().path()).toList();
        if (!paths.isEmpty()) {
            record(new ExportRecord.Publishing(slice.slice(), paths));
        }
        for (SliceFiles.Finished file : finished) {
            Path path = resolve(file.file().path());
            Files.createDirectories(path.getParent());
            Files.move(file.part(), path, StandardCopyOption.ATOMIC_MOVE);
        }
        Set<String> stale = names(slice.slice());
        paths.forEach(stale::remove);
        for (String path : stale) {
            Files.deleteIfExists(resolve(path));
        }
        named.remove(slice.slice());
        record(slice);
        for (ExportRecord.Lost each : losses) {
            record(each);
        }
        return true;
    }

    private void record(ExportRecord record) throws IOException {
        take(record, journal.append(record));
    }

    /** @throws CorruptDataException if a manifest that somebody changed would lead elsewhere */
    private Path resolve(String path) throws CorruptDataException {
        Path resolved = folder.resolve(path).normalize();
        if (!resolved.startsWith(folder.normalize()) || path.startsWith(OWN)) {
            throw new CorruptDataException(folder.toString(), 0, "file of an export", "a path in it", path);
        }
        return resolved;
    }

    /**
     * Writes the manifest: all that was ever exported into the folder, by time, then tenant.
     *
     * @param losses of no slice in particular
     */
    synchronized ExportRecord.Summary finish(List<ExportRecord.Lost> losses) throws IOException {
        Path own = folder.resolve(OWN);
        Path part = own.resolve(MANIFEST + ".part");
        ExportRecord.Summary summary = summary(losses.size());
        try (FileOutputStream file = new FileOutputStream(part.toFile());
                OutputStream out = new BufferedOutputStream(file)) {
            out.write(ExportJournal.line(request));
            for (ExportRecord.Lost each : losses) {
                out.write(ExportJournal.line(each));
            }
            for (Map.Entry<String, Done> slice : slices.entrySet()) {
                slice.getValue().line().copyTo(out);
                LineSpan lines = lost.get(slice.getKey());
                if (lines != null) {
                    lines.copyTo(out);
                }
            }
            out.write(ExportJournal.line(summary));
            out.flush();
            file.getFD().sync();
        }
        Files.move(part, own.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
        journal.close();
        Files.delete(own.resolve(JOURNAL));
        deleteAll(temporary());
        return summary;
    }

    private ExportRecord.Summary summary(long others) {
        return new ExportRecord.Summary(
                slices.size(),
                sum(Done::files),
                sum(Done::entries),
                sum(Done::lineBytes),
                sum(Done::bytes),
                others + sum(Done::problems),
                sum(Done::gaps));
    }

    private long sum(ToLongFunction<Done> count) {
        return slices.values().stream().mapToLong(count).sum();
    }

    private static void deleteAll(Path files) throws IOException {
        if (!Files.isDirectory(files, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> content = Files.list(files)) {
            for (Path file : content.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(files);
    }

    /** Without {@link #finish} the journal stays, for another run. */
    @Override
    public void close() throws IOException {
        try (lockFile) {
            journal.close();
        }
    }
}
