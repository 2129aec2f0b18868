package dev.lokistore.index.query;

import java.nio.file.Path;

/**
 * What a query may use.
 *
 * @param openChunks chunks that are held in memory at the same time, 2 or more; where more overlap in time, sorted runs
 *     go to temporary files
 * @param memoryBytes as {@code openChunks}, by the bytes that open chunks hold; two are open all the same
 * @param prefetch chunk objects that are fetched ahead at the same time, 1 or more; also held in memory
 * @param temporary a folder that exists
 */
public record QueryOptions(int openChunks, long memoryBytes, int prefetch, Path temporary) {
    public static final int DEFAULT_OPEN_CHUNKS = 4096;
    public static final int DEFAULT_PREFETCH = 16;
    /** Open chunks take up to this part of the heap. */
    private static final int HEAP_SHARE = 4;

    public QueryOptions {
        if (openChunks < 2) {
            throw new IllegalArgumentException("openChunks is " + openChunks + " but must be 2 or more");
        }
        if (prefetch < 1) {
            throw new IllegalArgumentException("prefetch is " + prefetch + " but must be 1 or more");
        }
    }

    /** Up to a quarter of the largest heap that this process may have. */
    public static QueryOptions defaults(Path temporary) {
        return new QueryOptions(
                DEFAULT_OPEN_CHUNKS, Runtime.getRuntime().maxMemory() / HEAP_SHARE, DEFAULT_PREFETCH, temporary);
    }

    public QueryOptions withOpenChunks(int chunks) {
        return new QueryOptions(chunks, memoryBytes, prefetch, temporary);
    }

    public QueryOptions withMemoryBytes(long bytes) {
        return new QueryOptions(openChunks, bytes, prefetch, temporary);
    }

    public QueryOptions withPrefetch(int requests) {
        return new QueryOptions(openChunks, memoryBytes, requests, temporary);
    }
}
