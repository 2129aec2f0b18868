package dev.lokistore.shell.render;

import java.io.Closeable;
import java.io.IOException;

/** Writes records in one format. Closing it ends the document; it leaves the stream behind it open. */
public interface RowWriter<T> extends Closeable {
    void write(T row) throws IOException;
}
