package dev.lokistore.objectstore.filesystem;

import dev.lokistore.objectstore.Interruption;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Tells a file system's failures apart. */
final class FileFailures {
    private FileFailures() {}

    /**
     * @param what the operation, the key and the store
     * @param e is returned as it is if it is a {@link StoreException}
     */
    static StoreException of(String what, IOException e) {
        if (e instanceof StoreException known) {
            return known;
        }
        if (e instanceof ClosedByInterruptException) {
            return Interruption.of("interrupted: " + what, e);
        }
        if (e instanceof NoSuchFileException) {
            return new StoreException(Kind.NO_SUCH_OBJECT, "no such object: " + what, e);
        }
        if (e instanceof AccessDeniedException) {
            return new StoreException(Kind.FORBIDDEN, "permission denied: " + what, e);
        }
        boolean hasReason = e instanceof FileSystemException f && f.getReason() != null;
        String reason = hasReason ? ((FileSystemException) e).getReason() : e.toString();
        return new StoreException(Kind.IO, what + ": " + reason, e);
    }
}
