package dev.lokistore.index.table;

import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.io.InputStream;

/**
 * An object as a stream of ranged reads, each of which is retried by the store; a plain body that breaks halfway is not.
 */
final class RangedStream extends InputStream {
    private static final int RANGE = 4 << 20;

    private final ObjectReader reader;
    private final ObjectInfo object;
    private byte[] range = new byte[0];
    private int position;
    private long nextRange;

    RangedStream(ObjectReader reader, ObjectInfo object) {
        this.reader = reader;
        this.object = object;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == range.length && !fetch()) {
            return -1;
        }
        int count = Math.min(length, range.length - position);
        System.arraycopy(range, position, into, offset, count);
        position += count;
        return count;
    }

    private boolean fetch() throws IOException {
        int wanted = (int) Math.min(RANGE, object.sizeBytes() - nextRange);
        if (wanted <= 0) {
            return false;
        }
        range = reader.read(object.key(), nextRange, wanted);
        position = 0;
        if (range.length != wanted) {
            throw new StoreException(
                    StoreException.Kind.BAD_RESPONSE,
                    reader.name() + ": " + object.key() + ": listed with " + object.sizeBytes() + " bytes, ends at "
                            + (nextRange + range.length),
                    null);
        }
        nextRange += wanted;
        return true;
    }
}
