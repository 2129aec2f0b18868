package dev.lokistore.shell;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file that is there whole or not at all: written beside its place under another name, then moved. */
public final class NewFile {
    private static final int BUFFER_BYTES = 128 << 10;

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

    /** What a file is to hold, written front to back. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** @throws IOException naming the file, which then is as it was before */
    public void write(byte[] content) throws IOException {
        write(out -> out.write(content));
    }

    /**
     * Writes the file; what was written by then is gone if the content fails, or the process ends.
     *
     * @throws IOException of the content; or one naming the file, which then is as it was before
     */
    public void write(Content content) throws IOException {
        Path beside = folder(path).resolve("." + path.getFileName() + "." + UUID.randomUUID() + ".part");
        Thread atExit = new Thread(() -> beside.toFile().delete(), "remove-part");
        try {
            Files.createFile(beside);
            Runtime.getRuntime().addShutdownHook(atExit);
            try (FileOutputStream file = new FileOutputStream(beside.toFile());
                    OutputStream out = new BufferedOutputStream(new Named(file), BUFFER_BYTES)) {
                content.writeTo(out);
                out.flush();
                // else a crash may leave the name without the content
                file.getFD().sync();
            }
            if (replace) {
                Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(beside, path);
            }
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException(path + " has come into being meanwhile: replace it with --force");
        } catch (FileSystemException e) {
            throw cannotWrite(e.getReason() == null ? e.getClass().getSimpleName() : e.getReason(), e);
        } finally {
            remove(beside, atExit);
        }
    }

    private static void remove(Path beside, Thread atExit) throws IOException {
        Files.deleteIfExists(beside);
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the process is ending: the hook has run or will
        }
    }

    private IOException cannotWrite(@Nullable String reason, IOException cause) {
        return new IOException("cannot write " + path + ": " + reason, cause);
    }

    /** Says which file it was, so that failures of the content need not. */
    private final class Named extends FilterOutputStream {
        Named(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw cannotWrite(e.getMessage(), e);
            }
        }
    }
}
