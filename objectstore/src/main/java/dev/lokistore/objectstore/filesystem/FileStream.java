package dev.lokistore.objectstore.filesystem;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file's body whose failures are told apart. */
final class FileStream extends FilterInputStream {
    private final String what;

    FileStream(InputStream in, String what) {
        super(in);
        this.what = what;
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException e) {
            throw FileFailures.of("reading " + what, e);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return in.read(into, offset, length);
        } catch (IOException e) {
            throw FileFailures.of("reading " + what, e);
        }
    }
}
