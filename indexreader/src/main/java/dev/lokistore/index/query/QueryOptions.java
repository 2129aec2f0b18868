package dev.lokistore.index.query;

import java.nio.file.Path;

/**
 * What a query may use.
 *
 * @param openChunks chunks that are held in memory at the same time, 2 or more; where more overlap in time, sorted runs
 *     go to temporary files
 * @param prefetch chunk objects that are fetched ahead at the same time, 1 or more
 * @param temporary a folder that exists
 */
public record QueryOptions(int openChunks, int prefetch, Path temporary) {
    public static final int DEFAULT_OPEN_CHUNKS = 64;
    public static final int DEFAULT_PREFETCH = 16;

    public QueryOptions {
        if (openChunks < 2) {
            throw new IllegalArgumentException("openChunks is " + openChunks + " but must be 2 or more");
        }
        if (prefetch < 1) {
            throw new IllegalArgumentException("prefetch is " + prefetch + " but must be 1 or more");
        }
    }

    public static QueryOptions defaults(Path temporary) {
        return new QueryOptions(DEFAULT_OPEN_CHUNKS, DEFAULT_PREFETCH, temporary);
    }

    public QueryOptions withOpenChunks(int chunks) {
        return new QueryOptions(chunks, prefetch, temporary);
    }

    public QueryOptions withPrefetch(int requests) {
        return new QueryOptions(openChunks, requests, temporary);
    }
}
