package dev.lokistore.compactor.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A lock on a file of this machine, against runs of this and of other processes; it goes with the process. */
public final class LocalLock {
    private LocalLock() {}

    /**
     * Takes the lock; closing the channel gives it back. The file stays.
     *
     * @param file is made if need be
     * @param taken what to say if another run has it
     * @throws LockedException if another run has it
     */
    public static FileChannel take(Path file, String taken) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // another run in this process: as any other
        }
        channel.close();
        throw new LockedException(taken);
    }
}
