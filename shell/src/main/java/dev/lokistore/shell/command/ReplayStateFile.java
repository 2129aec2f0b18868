package dev.lokistore.shell.command;

import dev.lokistore.compactor.engine.LocalLock;
import dev.lokistore.compactor.engine.LockedException;
import dev.lokistore.compactor.replay.ReplayState;
import dev.lokistore.shell.NewFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file that keeps how far a replay is, held by one run at a time. */
final class ReplayStateFile implements Closeable {
    private final Path path;
    private final FileChannel lock;

    private ReplayStateFile(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * @param path its folder is made if need be
     * @throws LockedException if another run has it
     */
    static ReplayStateFile open(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new IOException(
                        "cannot make the folder " + folder + ", which is to keep how far the replay is;"
                                + " --state names another file",
                        e);
            }
        }
        FileChannel lock = LocalLock.take(
                path.resolveSibling(path.getFileName() + ".lock"),
                "another run is at work on this replay (" + path + ")");
        return new ReplayStateFile(path, lock);
    }

    Path path() {
        return path;
    }

    Optional<ReplayState> read() throws IOException {
        return Files.exists(path)
                ? Optional.of(ReplayState.parse(path.toString(), Files.readAllBytes(path)))
                : Optional.empty();
    }

    void write(ReplayState state) throws IOException {
        NewFile.at(path, true).write(state.toJson());
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
