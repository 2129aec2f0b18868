package dev.lokistore.shell.command;

import dev.lokistore.objectstore.CountingStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A bucket that belongs to a Loki store without being part of it. Closing it removes its temporary folder. */
record OtherStore(CountingStore reader, TemporaryFolder temporary) implements Closeable {
    /** Opens a bucket, with a folder that it may use. */
    @FunctionalInterface
    interface Opening {
        CountingStore open(Path temporary) throws IOException;
    }

    static OtherStore open(Opening opening) throws IOException {
        TemporaryFolder temporary = TemporaryFolder.create();
        try {
            return new OtherStore(opening.open(temporary.path()), temporary);
        } catch (IOException | RuntimeException e) {
            temporary.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (temporary) {
            reader.close();
        }
    }
}
