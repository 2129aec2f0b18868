package dev.lokistore.index.layout;

/**
 * How the logical key of a chunk becomes the name of an object ({@code formats/chunks-and-layout.md#33}, {@code #34}).
 *
 * @param base64 whether names are Loki's filesystem names
 * @param delimiter what stands for {@code :}; always {@code :} with base64
 */
public record ChunkNaming(boolean base64, char delimiter) {
    /** Keys as they are: S3, MinIO, and copies of them. */
    public static final ChunkNaming PLAIN = new ChunkNaming(false, ':');
    /** Loki's filesystem store, and copies of it. */
    public static final ChunkNaming FILESYSTEM = new ChunkNaming(true, ':');

    public ChunkNaming {
        if (base64 && delimiter != ':') {
            throw new IllegalArgumentException("filesystem names have no delimiter '" + delimiter + "'");
        }
        if (delimiter > 0x7f || delimiter == '/' || Character.digit(delimiter, 16) >= 0) {
            throw new IllegalArgumentException("'" + delimiter + "' cannot stand between hexadecimal numbers");
        }
    }

    /** S3 with {@code chunk_delimiter}. */
    public static ChunkNaming delimitedBy(char delimiter) {
        return new ChunkNaming(false, delimiter);
    }
}
