package dev.lokistore.objectstore.bucket;

import java.io.IOException;
import java.io.InputStream;

/** A body read through {@link Handoff}, a buffer at a time, whose failures are told apart. Not retried. */
final class BodyStream extends InputStream {
    private static final int BUFFER = 128 << 10;

    private final InputStream body;
    private final String what;
    private final Handoff handoff;
    private byte[] buffer = new byte[0];
    private int position;
    private int limit;
    private boolean ended;

    BodyStream(InputStream body, String what, Handoff handoff) {
        this.body = body;
        this.what = what;
        this.handoff = handoff;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, limit - position);
        System.arraycopy(buffer, position, into, offset, n);
        position += n;
        return n;
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        if (ended) {
            return false;
        }
        // a fresh one each time after an abandoned read: that thread may still write into the old one
        byte[] target = buffer.length == 0 ? new byte[BUFFER] : buffer;
        buffer = new byte[0];
        try {
            limit = Math.max(0, handoff.call(what, () -> body.readNBytes(target, 0, target.length)));
        } catch (IOException e) {
            limit = 0;
            throw TransportFailures.of(what, e, true);
        } finally {
            position = 0;
        }
        buffer = target;
        ended = limit < target.length;
        return limit > 0;
    }

    @Override
    public int available() {
        return limit - position;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
