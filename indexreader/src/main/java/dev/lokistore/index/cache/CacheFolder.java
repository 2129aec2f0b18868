package dev.lokistore.index.cache;

import dev.lokistore.index.pack.PackWriter;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The folder with the caches of all stores, one file each, readable by this user only. All files together keep below a
 * limit: those used longest ago go first.
 */
public final class CacheFolder {
    public static final long DEFAULT_LIMIT_BYTES = 2L << 30;

    /** The end of the names changes with the format, so that an older file is never misread. */
    private static final String SUFFIX = "-v1.db";

    private static final int NAME_BYTES = 16;
    private static final String PRIVATE_FOLDER = "rwx------";

    private final Path folder;
    private final long limitBytes;
    private final InstantSource clock;
    private final Consumer<String> note;

    /**
     * @param folder need not exist
     * @param note told, in words for people, why a cache is not used
     */
    public CacheFolder(Path folder, long limitBytes, InstantSource clock, Consumer<String> note) {
        this.folder = folder;
        this.limitBytes = limitBytes;
        this.clock = clock;
        this.note = note;
    }

    public Path path() {
        return folder;
    }

    /**
     * The cache of a store; its file is made when there is something to keep. The caller closes it.
     *
     * @param store URI without credentials, which tells it from all others
     */
    public StoreCache open(String store) {
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE_FOLDER)));
            } else {
                Files.createDirectories(folder);
            }
            Path file = file(store);
            if (Files.exists(file)) {
                Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            }
            makeRoom(file);
            // a file does not shrink, and holds an entry's old content until the new one is complete
            return new MapDbCache(file, store, limitBytes / 2, clock, note);
        } catch (IOException e) {
            note.accept("there is no cache in " + folder + ": " + e);
            return StoreCache.NONE;
        }
    }

    private Path file(String store) {
        byte[] hash = new PackWriter().text(store).sha256();
        return folder.resolve(HexFormat.of().formatHex(hash, 0, NAME_BYTES) + SUFFIX);
    }

    /** All caches, the one used last first. */
    public List<CachedStore> list() throws IOException {
        List<CachedStore> found = new ArrayList<>();
        for (Path file : files()) {
            try {
                long bytes = Files.size(file);
                Instant used = Files.getLastModifiedTime(file).toInstant();
                found.add(new CachedStore(file, storeOf(file), bytes, used));
            } catch (NoSuchFileException gone) {
                // by another process, just now
                note.accept(gone + " is gone");
            }
        }
        found.sort(Comparator.comparing(CachedStore::used).reversed().thenComparing(CachedStore::file));
        return found;
    }

    private static Optional<String> storeOf(Path file) {
        try {
            return Optional.of(CacheDatabase.storeOf(file));
        } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
            return Optional.empty(); // in use, or broken: then it goes when it is next used
        }
    }

    /** Removes one store's cache, or nothing if there is none. */
    public boolean clear(String store) throws IOException {
        return Files.deleteIfExists(file(store));
    }

    /** Removes all caches; their number. */
    public int clear() throws IOException {
        int removed = 0;
        for (Path file : files()) {
            removed += Files.deleteIfExists(file) ? 1 : 0;
        }
        return removed;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".db"))
                    .sorted()
                    .toList();
        }
    }

    /** Removes files until the rest fits, the one that is about to be used last of all. */
    private void makeRoom(Path next) throws IOException {
        List<CacheFile> oldest = new ArrayList<>();
        long bytes = 0;
        for (Path path : files()) {
            try {
                CacheFile file = new CacheFile(path, Files.size(path), Files.getLastModifiedTime(path));
                oldest.add(file);
                bytes += file.bytes();
            } catch (NoSuchFileException gone) {
                // by another process, just now
                continue;
            }
        }
        oldest.sort(Comparator.comparing((CacheFile file) -> file.path().equals(next))
                .thenComparing(CacheFile::used));
        for (CacheFile file : oldest) {
            if (bytes > limitBytes) {
                bytes -= file.bytes();
                Files.deleteIfExists(file.path());
            }
        }
    }

    private record CacheFile(Path path, long bytes, FileTime used) {}

    /**
     * A cache file.
     *
     * @param store its URI; empty while another process uses the file
     * @param bytes on disk
     */
    public record CachedStore(Path file, Optional<String> store, long bytes, Instant used) {}
}
