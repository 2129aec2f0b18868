package dev.lokistore.shell.command;

import dev.lokistore.objectstore.CountingStore;
import java.io.Closeable;
import java.io.IOException;

/** A bucket that belongs to a Loki store without being part of it. Closing it removes its temporary folder. */
record OtherStore(CountingStore reader, TemporaryFolder temporary) implements Closeable {
    static OtherStore open(StoreOpening opening, String uri) throws IOException {
        TemporaryFolder temporary = TemporaryFolder.create();
        try {
            return new OtherStore(opening.openOther(uri, temporary.path()), temporary);
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
