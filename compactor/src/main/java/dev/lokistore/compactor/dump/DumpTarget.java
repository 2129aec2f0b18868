package dev.lokistore.compactor.dump;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a dump is written: a folder, which may hold earlier parts, or an archive. What is not finished when it is closed is
 * gone. Not thread-safe.
 */
public sealed interface DumpTarget extends Closeable permits FolderTarget, TarTarget {
    /** Name of the part that is written, as {@link DumpNames#part}. */
    String part();

    /** SHA-256 of {@code SHA256SUMS} before; empty if this is the first part. */
    String previousSeal();

    /**
     * Begins a file. Files are finished in the order of their names.
     *
     * @param path inside the dump
     */
    DumpFile create(String path) throws IOException;

    /**
     * Makes the part a part of the dump.
     *
     * @param sums lines of {@code SHA256SUMS} for all its files, in order
     * @return the seal: SHA-256 of {@code SHA256SUMS}
     */
    String finish(Path sums) throws IOException;
}
