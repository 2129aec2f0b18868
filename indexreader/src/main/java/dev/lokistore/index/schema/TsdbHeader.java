package dev.lokistore.index.schema;

import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;

/** The first five bytes of a TSDB index file, without the rest ({@code formats/index-tables.md#42}). */
public final class TsdbHeader {
    private static final int MAGIC = 0xBAAAD700;
    private static final int BYTES = Integer.BYTES + 1;
    private static final int RANGE = 4 << 10;

    private TsdbHeader() {}

    /** The format number; empty if the object does not begin as a TSDB index does. */
    public static OptionalInt format(ObjectReader objects, ObjectKey key, boolean gzipped) throws IOException {
        byte[] start = objects.read(key, 0, RANGE);
        byte[] header = start;
        if (gzipped) {
            try (InputStream gunzip = new GZIPInputStream(new ByteArrayInputStream(start))) {
                header = gunzip.readNBytes(BYTES);
            } catch (IOException notGzip) {
                // the file is broken or its first block is longer than the range: nothing can be told from it
                return OptionalInt.empty();
            }
        }
        if (header.length < BYTES || ByteBuffer.wrap(header).getInt() != MAGIC) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(header[Integer.BYTES] & 0xff);
    }
}
