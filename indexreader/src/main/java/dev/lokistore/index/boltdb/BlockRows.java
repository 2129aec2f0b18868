package dev.lokistore.index.boltdb;

import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.RowCursor;
import java.io.IOException;

/** The rows of a bucket whose keys begin alike. */
final class BlockRows implements RowCursor {
    private final BoltCursor cursor;
    private final byte[] prefix;
    private boolean begun;

    BlockRows(BoltCursor cursor, byte[] prefix) {
        this.cursor = cursor;
        this.prefix = prefix;
    }

    @Override
    public boolean next() throws IOException {
        boolean found = begun ? cursor.next() : cursor.seek(prefix);
        begun = true;
        return found && cursor.keyStartsWith(prefix);
    }

    @Override
    public byte[] buffer() {
        return cursor.buffer();
    }

    @Override
    public int keyOffset() {
        return cursor.keyOffset();
    }

    @Override
    public int keyLength() {
        return cursor.keyLength();
    }

    @Override
    public int valueOffset() {
        return cursor.valueOffset();
    }

    @Override
    public int valueLength() {
        return cursor.valueLength();
    }

    @Override
    public long position() {
        return cursor.position();
    }

    @Override
    public String file() {
        return cursor.file();
    }
}
