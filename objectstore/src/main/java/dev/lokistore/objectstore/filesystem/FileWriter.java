package dev.lokistore.objectstore.filesystem;

import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes files whole or not at all: to a temporary file beside the target, to the disk, then under its name. The temporary
 * file is in the same folder so that it is on the same file system; its name is no key.
 */
final class FileWriter {
    /** Fills a new file. */
    interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    /** A folder may be deleted by another thread, as empty, just before a file is put into it. */
    private static final int ATTEMPTS = 10;

    private final String store;
    private final KeyPaths paths;

    FileWriter(String store, KeyPaths paths) {
        this.store = store;
        this.paths = paths;
    }

    /** Puts something under a temporary name. */
    private interface Maker {
        void make(Path temporary) throws IOException;
    }

    ObjectInfo write(ObjectKey key, Content content, boolean replace) throws IOException {
        return place(key, temporary -> fill(temporary, content), replace);
    }

    /**
     * A second name for a file, so that nothing is copied and the time stays. Only for files that nobody changes in place.
     * Where the file system has no links the content is copied.
     */
    ObjectInfo link(Path source, ObjectKey key) throws IOException {
        return place(
                key,
                temporary -> {
                    try {
                        Files.createLink(temporary, source);
                    } catch (UnsupportedOperationException e) {
                        Files.copy(source, temporary, StandardCopyOption.COPY_ATTRIBUTES);
                    }
                },
                true);
    }

    private ObjectInfo place(ObjectKey key, Maker maker, boolean replace) throws IOException {
        Path target = paths.file(key)
                .orElseThrow(() -> unsupported("no file can be named by the key '" + key + "' in " + store, null));
        for (int attempt = 1; ; attempt++) {
            try {
                makeFolders(key, target.getParent());
                return writeInto(target, key, maker, replace);
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void makeFolders(ObjectKey key, Path folder) throws IOException {
        Path at = paths.root();
        for (Path part : paths.root().relativize(folder)) {
            if (part.toString().isEmpty()) {
                continue;
            }
            Path parent = at;
            at = at.resolve(part);
            try {
                Files.createDirectory(at);
                sync(parent);
            } catch (FileAlreadyExistsException e) {
                if (!paths.attributes(at).isDirectory()) {
                    throw unsupported("'" + key + "' would need a folder where an object is; store " + store, e);
                }
            }
        }
    }

    private static void fill(Path temporary, Content content) throws IOException {
        try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(file);
            file.force(true);
        }
    }

    private ObjectInfo writeInto(Path target, ObjectKey key, Maker maker, boolean replace) throws IOException {
        Path temporary = target.resolveSibling(KeyPaths.TEMPORARY_PREFIX + UUID.randomUUID());
        try {
            maker.make(temporary);
            FileEntry written = FileEntry.of(
                    "", Files.readAttributes(temporary, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
            publish(temporary, target, key, replace);
            sync(target.getParent());
            return written.info(key);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void publish(Path temporary, Path target, ObjectKey key, boolean replace) throws IOException {
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw unsupported("'" + key + "' is a folder, as there are keys below it; store " + store, null);
        }
        if (replace) {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try {
            // unlike a rename, a link fails if the name is taken
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException e) {
            throw StoreException.alreadyExists(store, key, e);
        } catch (UnsupportedOperationException e) {
            throw unsupported("the file system of " + store + " has no hard links", e);
        }
    }

    /** Makes a name last over a power cut. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static StoreException unsupported(String message, @Nullable Exception cause) {
        return new StoreException(Kind.UNSUPPORTED, message, cause);
    }
}
