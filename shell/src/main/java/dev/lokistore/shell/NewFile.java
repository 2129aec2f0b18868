package dev.lokistore.shell;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file that is there whole or not at all: written beside its place under another name, then moved. */
public final class NewFile {
    private final Path path;
    private final boolean replace;

    private NewFile(Path path, boolean replace) {
        this.path = path;
        this.replace = replace;
    }

    /**
     * Finds out before any work is done whether the file may be written. Only a regular file is ever replaced, so that
     * no device and no link is.
     *
     * @throws UsageException if there is no such folder
     * @throws RefusedException if there is something of that name
     */
    public static NewFile at(Path path, boolean replace) {
        Path folder = folder(path);
        if (!Files.isDirectory(folder)) {
            throw new UsageException("there is no folder " + folder + " for " + path.getFileName());
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new RefusedException(path + " is there and is no regular file: name another");
            }
            if (!replace) {
                throw new RefusedException(path + " is there already: name another, or replace it with --force");
            }
        }
        if (!Files.isWritable(folder)) {
            throw new RefusedException("the folder " + folder + " cannot be written to: name another file");
        }
        return new NewFile(path, replace);
    }

    private static Path folder(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path : parent;
    }

    /** @throws IOException naming the file, which then is as it was before */
    public void write(byte[] content) throws IOException {
        Path beside = folder(path).resolve("." + path.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.write(beside, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (replace) {
                Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(beside, path);
            }
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException(path + " has come into being meanwhile: replace it with --force");
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new IOException("cannot write " + path + ": " + reason, e);
        } catch (IOException e) {
            throw new IOException("cannot write " + path + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
