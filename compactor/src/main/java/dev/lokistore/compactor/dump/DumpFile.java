package dev.lokistore.compactor.dump;

import dev.lokistore.compactor.digest.Digests;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A file of a dump as it is written: counts and digests. Belongs to the dump with {@link #done()} only. */
final class DumpFile extends OutputStream {
    /** What becomes of a finished file. */
    @FunctionalInterface
    interface Keeper {
        void keep(DumpedFile file, Path place) throws IOException;
    }

    private static final int BUFFER_BYTES = 1 << 16;

    private final String path;
    private final Path place;
    private final Keeper keeper;
    private final OutputStream out;
    private final MessageDigest digest = Digests.sha256();
    private long size;

    /**
     * @param path inside the dump
     * @param place where it is written; must not be there
     */
    DumpFile(String path, Path place, Keeper keeper) throws IOException {
        this.path = path;
        this.place = place;
        this.keeper = keeper;
        this.out = new BufferedOutputStream(
                Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), BUFFER_BYTES);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        digest.update(bytes, offset, length);
        size += length;
    }

    /** Closes it and makes it a part of the dump. */
    DumpedFile done() throws IOException {
        out.close();
        DumpedFile file = new DumpedFile(path, size, HexFormat.of().formatHex(digest.digest()));
        keeper.keep(file, place);
        return file;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
