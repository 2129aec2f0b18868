package dev.lokistore.compactor.export;

import dev.lokistore.compactor.digest.Digests;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A file that comes to be under a temporary name, in any number of goes: what was written is counted and hashed. Not
 * thread-safe.
 */
final class PartFile {
    private static final long WRITE_BACK_BYTES = 16 << 20;

    private final Path path;
    private final Compression compression;
    private final MessageDigest digest = Digests.sha256();
    private long bytes;
    private @Nullable FileOutputStream file;
    private @Nullable OutputStream stream;
    /** Up to here the file is on the disk, or on its way. */
    private long writtenBack;

    private @Nullable Future<?> writingBack;

    PartFile(Path path, Compression compression) {
        this.path = path;
        this.compression = compression;
    }

    Path path() {
        return path;
    }

    /** Of what is in the file by now. */
    long bytes() {
        return bytes;
    }

    boolean isOpen() {
        return stream != null;
    }

    /** Opens the file if it is not. */
    void write(byte[] from, int offset, int length) throws IOException {
        OutputStream out = stream;
        if (out == null) {
            file = new FileOutputStream(path.toFile(), bytes > 0);
            out = compression.into(new Counted(file));
            stream = out;
        }
        out.write(from, offset, length);
    }

    /** Begins to bring what came since to the disk, if it is much and the last time is over. */
    void writeBack(Writeback writeback) throws IOException {
        boolean due = bytes - writtenBack >= WRITE_BACK_BYTES && (writingBack == null || writingBack.isDone());
        if (due && file != null) {
            settle();
            writtenBack = bytes;
            writingBack = writeback.begin(file.getChannel());
        }
    }

    private void settle() throws IOException {
        Future<?> begun = writingBack;
        if (begun != null) {
            writingBack = null;
            Writeback.settle(begun);
        }
    }

    /** Ends the compressed frame and closes the file, which may be written to again. */
    void release() throws IOException {
        OutputStream out = stream;
        if (out != null) {
            stream = null;
            try (out) {
                settle();
            }
        }
    }

    /** Closes the file for good; it will outlast a crash. */
    void finish() throws IOException {
        release();
        try (FileOutputStream last = new FileOutputStream(path.toFile(), true)) {
            last.getFD().sync();
        }
    }

    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private final class Counted extends FilterOutputStream {
        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            out.write(from, offset, length);
            digest.update(from, offset, length);
            bytes += length;
        }
    }
}
