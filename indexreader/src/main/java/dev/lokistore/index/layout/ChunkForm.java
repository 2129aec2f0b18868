package dev.lokistore.index.layout;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;

/**
 * The forms in which chunks are named in a store: the logical key of the schema, as it is or as Loki's filesystem store
 * writes it ({@code formats/chunks-and-layout.md#33}, {@code #34}).
 */
public enum ChunkForm {
    /** {@code tenant/fp:from:through:checksum}: S3, up to v11. */
    FLAT(ChunkKeyScheme.FLAT, false),
    /** {@code tenant/fp/from:through:checksum}: S3, from v12 on. */
    NESTED(ChunkKeyScheme.NESTED, false),
    /** Base64 of the whole key: filesystem, up to v11. */
    FILESYSTEM_FLAT(ChunkKeyScheme.FLAT, true),
    /** {@code tenant/fp/} and base64 of the rest: filesystem, from v12 on. */
    FILESYSTEM_NESTED(ChunkKeyScheme.NESTED, true);

    private final ChunkKeyScheme scheme;
    private final boolean filesystem;

    ChunkForm(ChunkKeyScheme scheme, boolean filesystem) {
        this.scheme = scheme;
        this.filesystem = filesystem;
    }

    public static ChunkForm of(ChunkKeyScheme scheme, boolean filesystem) {
        return scheme == ChunkKeyScheme.FLAT
                ? filesystem ? FILESYSTEM_FLAT : FLAT
                : filesystem ? FILESYSTEM_NESTED : NESTED;
    }

    public ChunkKeyScheme scheme() {
        return scheme;
    }

    /** Whether names are those of Loki's filesystem store. */
    public boolean filesystem() {
        return filesystem;
    }

    /** The object's key; {@code delimiter} stands for {@code :} and does not concern the filesystem forms. */
    public String key(ChunkRef ref, char delimiter) {
        return filesystem ? scheme.formatFilesystem(ref) : scheme.format(ref, delimiter);
    }
}
