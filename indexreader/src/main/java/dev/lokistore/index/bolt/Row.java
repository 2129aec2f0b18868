package dev.lokistore.index.bolt;

/** A key and its value. */
public interface Row {
    /** Holds the key and the value until whoever gave the row goes on; must not be changed. */
    byte[] buffer();

    int keyOffset();

    int keyLength();

    int valueOffset();

    int valueLength();

    /** Where the key starts in the file, in bytes; for messages. */
    long position();

    /** The file's name, for messages. */
    String file();
}
