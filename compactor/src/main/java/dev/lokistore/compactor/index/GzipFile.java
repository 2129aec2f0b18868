package dev.lokistore.compactor.index;

import dev.lokistore.compactor.digest.Digests;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A gzip file of one member that knows its size and hash when it is finished. Its header does not depend on the Java version
 * or the time, so that equal content gives equal bytes as long as it is the same zlib.
 */
final class GzipFile extends OutputStream {
    /** Boltdb files come out 3 % larger than with zlib's default, in two thirds of the time; TSDB files the same. */
    static final int LEVEL = 4;

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int BUFFER = 64 << 10;

    private final Path path;
    private final OutputStream file;
    private final MessageDigest sha256;
    private final CRC32 crc = new CRC32();
    private final Deflater deflater = new Deflater(LEVEL, true);
    private final byte[] buffer = new byte[BUFFER];
    private long unpacked;
    private long size;
    private boolean finished;

    /** @param path is written anew */
    GzipFile(Path path) throws IOException {
        this.path = path;
        this.sha256 = Digests.sha256();
        this.file = Files.newOutputStream(path);
        store(HEADER, HEADER.length);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        crc.update(bytes, offset, length);
        unpacked += length;
        deflater.setInput(bytes, offset, length);
        while (!deflater.needsInput()) {
            deflate();
        }
    }

    private void deflate() throws IOException {
        int count = deflater.deflate(buffer);
        store(buffer, count);
    }

    private void store(byte[] bytes, int length) throws IOException {
        file.write(bytes, 0, length);
        sha256.update(bytes, 0, length);
        size += length;
    }

    /** Completes the file. */
    void finish() throws IOException {
        deflater.finish();
        while (!deflater.finished()) {
            deflate();
        }
        byte[] trailer = new byte[8];
        for (int i = 0; i < 4; i++) {
            trailer[i] = (byte) (crc.getValue() >>> 8 * i);
            trailer[4 + i] = (byte) (unpacked >>> 8 * i);
        }
        store(trailer, trailer.length);
        file.close();
        finished = true;
    }

    /** Of the finished file. */
    long sizeBytes() {
        return size;
    }

    long unpackedBytes() {
        return unpacked;
    }

    /** Of the finished file, lower-case hex; to be called once. */
    String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    Path path() {
        return path;
    }

    /** Deletes a file that was not finished. */
    @Override
    public void close() throws IOException {
        deflater.end();
        if (!finished) {
            file.close();
            Files.deleteIfExists(path);
        }
    }
}
