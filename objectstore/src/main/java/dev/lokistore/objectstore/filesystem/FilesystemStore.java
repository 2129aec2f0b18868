package dev.lokistore.objectstore.filesystem;

import dev.lokistore.objectstore.ExactStream;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A folder as a flat key space: a file is an object, its path below the root, with {@code /}, is its key, byte for byte in
 * UTF-8. This is how Loki's filesystem store, {@code mc mirror} and {@code aws s3 sync} leave one. Folders are no objects
 * and show only while there are files below. Never leaves its root: links are not followed.
 */
public final class FilesystemStore implements ObjectStore {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /** Some 35 MB of names; one more reading of the folder for each 100,000 entries. */
    private static final int MAX_HELD = 100_000;

    private final String name;
    private final KeyPaths paths;
    private final FileWriter writer;
    private final int maxHeld;

    FilesystemStore(Path root, int maxHeld) {
        this.name = root.toString();
        this.paths = new KeyPaths(root);
        this.writer = new FileWriter(name, paths);
        this.maxHeld = maxHeld;
    }

    /**
     * @param root may itself be a link
     * @throws StoreException of kind {@code NO_SUCH_BUCKET} if it is no folder
     */
    public static FilesystemStore open(Path root) throws StoreException {
        try {
            Path real = root.toRealPath();
            if (!Files.isDirectory(real)) {
                throw new StoreException(Kind.NO_SUCH_BUCKET, "not a folder: " + root, null);
            }
            return new FilesystemStore(real, MAX_HELD);
        } catch (NoSuchFileException e) {
            throw new StoreException(Kind.NO_SUCH_BUCKET, "no such folder: " + root, e);
        } catch (IOException e) {
            throw FileFailures.of("opening " + root, e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws StoreException {
        Optional<TreeListing> tree = tree(prefix, startAfter);
        return tree.isPresent() ? tree.get().objects() : new NoEntries<>();
    }

    @Override
    public Listing<ListEntry> listLevel(String prefix) throws StoreException {
        Optional<TreeListing> tree = tree(prefix, "");
        return tree.isPresent() ? tree.get().level() : new NoEntries<>();
    }

    private Optional<TreeListing> tree(String prefix, String startAfter) throws StoreException {
        Optional<Path> folder;
        try {
            folder = paths.folder(prefix.substring(0, prefix.lastIndexOf('/') + 1));
            if (folder.isEmpty() || !paths.attributes(folder.get()).isDirectory()) {
                return Optional.empty();
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (StoreException e) {
            if (e.kind() == Kind.OUTSIDE_ROOT) {
                // no key begins like this
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw FileFailures.of("listing '" + prefix + "' of " + name, e);
        }
        return Optional.of(new TreeListing(name, folder.get(), prefix, startAfter, maxHeld));
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws StoreException {
        try {
            return info(key, file(key));
        } catch (IOException e) {
            throw FileFailures.of(key + " in " + name, e);
        }
    }

    /** The file of an object that need not exist. */
    private Path file(ObjectKey key) throws StoreException {
        return paths.file(key).orElseThrow(() -> StoreException.noSuchObject(name, key, null));
    }

    private ObjectInfo info(ObjectKey key, Path file) throws IOException {
        BasicFileAttributes attributes = paths.attributes(file);
        // a pipe would block whoever opens it
        if (!attributes.isRegularFile()) {
            throw StoreException.noSuchObject(name, key, null);
        }
        return FileEntry.of("", attributes).info(key);
    }

    @Override
    public ObjectBody get(ObjectKey key) throws StoreException {
        try {
            Path file = file(key);
            ObjectInfo info = info(key, file);
            FileChannel channel = FileChannel.open(file, READ);
            return new ObjectBody(
                    info,
                    new FileStream(
                            new ExactStream(Channels.newInputStream(channel), key + " in " + name, info.sizeBytes()),
                            key + " in " + name));
        } catch (IOException e) {
            throw FileFailures.of(key + " in " + name, e);
        }
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws StoreException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("range at " + offset + " of length " + length);
        }
        try {
            Path file = file(key);
            long size = info(key, file).sizeBytes();
            int count = (int) Math.max(0, Math.min(length, size - offset));
            return count == 0 ? new byte[0] : read(file, key, offset, count);
        } catch (IOException e) {
            throw FileFailures.of(key + " in " + name, e);
        }
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws StoreException {
        try {
            Path file = file(key);
            long size = info(key, file).sizeBytes();
            if (size > limitBytes) {
                throw StoreException.tooLarge(name, key, size, limitBytes);
            }
            return read(file, key, 0, (int) size);
        } catch (IOException e) {
            throw FileFailures.of(key + " in " + name, e);
        }
    }

    private byte[] read(Path file, ObjectKey key, long offset, int count) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(count);
        try (FileChannel channel = FileChannel.open(file, READ)) {
            while (into.hasRemaining()) {
                if (channel.read(into, offset + into.position()) < 0) {
                    throw ExactStream.shortBody(key + " in " + name, count, into.position());
                }
            }
        }
        return into.array();
    }

    @Override
    public ObjectInfo put(ObjectKey key, byte[] body) throws StoreException {
        return write(key, file -> writeAll(file, body), true);
    }

    @Override
    public ObjectInfo put(ObjectKey key, Path body) throws StoreException {
        return write(
                key,
                file -> {
                    try (FileChannel from = FileChannel.open(body, StandardOpenOption.READ)) {
                        long size = from.size();
                        for (long at = 0; at < size; ) {
                            at += from.transferTo(at, size - at, file);
                        }
                    }
                },
                true);
    }

    @Override
    public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws StoreException {
        return write(key, file -> writeAll(file, body), false);
    }

    @Override
    public ObjectInfo copy(ObjectKey from, ObjectKey to) throws StoreException {
        try {
            Path file = file(from);
            info(from, file);
            return writer.link(file, to);
        } catch (IOException e) {
            throw FileFailures.of("copying " + from + " to " + to + " in " + name, e);
        }
    }

    private static void writeAll(FileChannel file, byte[] body) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private ObjectInfo write(ObjectKey key, FileWriter.Content content, boolean replace) throws StoreException {
        try {
            return writer.write(key, content, replace);
        } catch (IOException e) {
            throw FileFailures.of("writing " + key + " in " + name, e);
        }
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return OptionalLong.of(Files.getFileStore(paths.root()).getUsableSpace());
    }

    @Override
    public Map<ObjectKey, StoreException> delete(Collection<ObjectKey> keys) {
        Map<ObjectKey, StoreException> failures = new LinkedHashMap<>();
        for (ObjectKey key : keys) {
            try {
                deleteOne(key);
            } catch (IOException e) {
                failures.put(key, FileFailures.of("deleting " + key + " in " + name, e));
            }
        }
        return failures;
    }

    private void deleteOne(ObjectKey key) throws IOException {
        Optional<Path> file = paths.file(key);
        try {
            if (file.isEmpty() || !paths.attributes(file.get()).isRegularFile()) {
                return;
            }
            Files.delete(file.get());
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path folder = file.get().getParent(); !folder.equals(paths.root()); folder = folder.getParent()) {
            try {
                Files.delete(folder);
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                return;
            }
        }
    }

    @Override
    public void close() {}
}
