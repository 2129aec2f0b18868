package dev.lokistore.objectstore;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that must have a known length: fails when it ends early, stops where it should end. */
public final class ExactStream extends FilterInputStream {
    private final String what;
    private final long length;
    private long position;

    /**
     * @param what names the store and the key, for the message
     * @param length in bytes
     */
    public ExactStream(InputStream in, String what, long length) {
        super(in);
        this.what = what;
        this.length = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (position == length) {
            return -1;
        }
        int n = in.read(into, offset, (int) Math.min(count, length - position));
        if (n < 0) {
            throw shortBody(what, length, position);
        }
        position += n;
        return n;
    }

    @Override
    public long skip(long count) throws IOException {
        long n = in.skip(Math.min(count, length - position));
        position += n;
        return n;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), length - position);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** The failure of a body that ended early; worth another try. */
    public static StoreException shortBody(String what, long expected, long found) {
        return new StoreException(
                StoreException.Kind.BAD_RESPONSE,
                what + ": the body ended after " + found + " of " + expected + " bytes",
                null,
                true);
    }
}
