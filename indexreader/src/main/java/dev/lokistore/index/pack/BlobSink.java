package dev.lokistore.index.pack;

import java.io.IOException;

/** Takes byte strings one after the other. */
@FunctionalInterface
public interface BlobSink {
    /** @param blob belongs to the sink from now on */
    void add(byte[] blob) throws IOException;
}
