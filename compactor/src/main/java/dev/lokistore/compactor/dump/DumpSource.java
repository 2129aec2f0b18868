package dev.lokistore.compactor.dump;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** A dump that is read: a folder or an archive. Not thread-safe. */
sealed interface DumpSource extends Closeable permits FolderSource, TarSource {
    /** Takes the files. */
    @FunctionalInterface
    interface Visitor {
        void file(DumpedFile file) throws IOException;
    }

    /** Reads every file, in the order of their names; {@link DumpNames#SUMS} too. */
    void forEach(Visitor visitor, DumpFaults faults) throws IOException;

    /**
     * After {@link #forEach}.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    InputStream open(String path) throws IOException;
}
