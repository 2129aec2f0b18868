package dev.lokistore.index.boltdb;

import dev.lokistore.index.bolt.RowCursor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** New rows in order in a temporary file of our own, which goes when this is closed. */
final class SpilledRows implements RowCursor, Closeable {
    private static final int BUFFERED = 64 << 10;

    private final Path path;
    private final FileChannel file;
    private final DataInputStream in;
    private long left;
    private byte[] row = new byte[1024];
    private int keyLength;
    private int valueLength;

    private SpilledRows(Path path, FileChannel file, long rows) {
        this.path = path;
        this.file = file;
        this.left = rows;
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), BUFFERED));
    }

    static SpilledRows write(Path folder, RowCursor rows) throws IOException {
        Path path = Files.createTempFile(folder, "rows", ".run");
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        boolean written = false;
        try {
            long count = 0;
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), BUFFERED));
            while (rows.next()) {
                out.writeInt(rows.keyLength());
                out.writeInt(rows.valueLength());
                out.write(rows.buffer(), rows.keyOffset(), rows.keyLength());
                out.write(rows.buffer(), rows.valueOffset(), rows.valueLength());
                count++;
            }
            out.flush();
            file.position(0);
            written = true;
            return new SpilledRows(path, file, count);
        } finally {
            if (!written) {
                file.close();
            }
        }
    }

    @Override
    public boolean next() throws IOException {
        if (left == 0) {
            return false;
        }
        left--;
        keyLength = in.readInt();
        valueLength = in.readInt();
        int length = keyLength + valueLength;
        if (row.length < length) {
            row = new byte[Math.max(length, 2 * row.length)];
        }
        if (in.readNBytes(row, 0, length) < length) {
            throw new EOFException("the temporary file " + path + " became shorter");
        }
        return true;
    }

    @Override
    public byte[] buffer() {
        return row;
    }

    @Override
    public int keyOffset() {
        return 0;
    }

    @Override
    public int keyLength() {
        return keyLength;
    }

    @Override
    public int valueOffset() {
        return keyLength;
    }

    @Override
    public int valueLength() {
        return valueLength;
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public String file() {
        return path.toString();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
