package dev.lokistore.shell.script;

import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The file behind {@code >} or {@code >>}. It is opened with the first byte, so that a command that is refused empties no
 * file, or at a good end.
 */
final class OutputFile extends OutputStream {
    private final Path path;
    private final OpenOption[] options;
    private @Nullable OutputStream opened;

    /** @throws UsageException if it cannot be written anyway */
    OutputFile(Path path, boolean append) {
        if (Files.isDirectory(path)) {
            throw new UsageException(path + " is a folder");
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UsageException("there is no folder " + folder);
        }
        if (Files.exists(path) ? !Files.isWritable(path) : folder != null && !Files.isWritable(folder)) {
            throw new UsageException(path + " cannot be written");
        }
        this.path = path;
        this.options = new OpenOption[] {
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING
        };
    }

    private OutputStream open() throws IOException {
        OutputStream out = opened;
        if (out == null) {
            out = Files.newOutputStream(path, options);
            opened = out;
        }
        return out;
    }

    @Override
    public void write(int b) throws IOException {
        open().write(b);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        open().write(from, offset, length);
    }

    /** Makes the file though nothing was written. */
    void end() throws IOException {
        open();
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }
}
