package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Writes an index file's parts one after the other and knows the position. */
final class IndexOutput {
    private static final byte[] ZEROS = new byte[Padding.RECORD];

    private static final int BUFFERED = 64 << 10;

    private final OutputStream out;
    private final ByteSink frame = new ByteSink();
    private final ByteSink pending = new ByteSink();
    private long position;

    IndexOutput(OutputStream out) {
        this.out = out;
    }

    long position() {
        return position;
    }

    void pad(int multiple) throws IOException {
        int count = (int) (Padding.align(position, multiple) - position);
        pending.write(ZEROS, 0, count);
        position += count;
    }

    void write(ByteSink bytes) throws IOException {
        position += bytes.size();
        pending.write(bytes.array(), 0, bytes.size());
        if (pending.size() >= BUFFERED) {
            flush();
        }
    }

    void flush() throws IOException {
        out.write(pending.array(), 0, pending.size());
        pending.clear();
    }

    /** {@code u32be length, content, u32be CRC32C(content)} */
    void section(ByteSink content) throws IOException {
        frame.clear();
        frame.u32be(content.size());
        write(frame);
        writeChecked(content);
    }

    /** {@code uvarint length, content, u32be CRC32C(content)} */
    void record(ByteSink content) throws IOException {
        frame.clear();
        frame.uvarint(content.size());
        write(frame);
        writeChecked(content);
    }

    private void writeChecked(ByteSink content) throws IOException {
        write(content);
        frame.clear();
        frame.u32be(checksum(content));
        write(frame);
    }

    static int checksum(ByteSink content) {
        CRC32C crc = new CRC32C();
        crc.update(content.array(), 0, content.size());
        return (int) crc.getValue();
    }
}
