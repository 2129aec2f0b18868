package dev.lokistore.index;

import dev.lokistore.index.schema.LokiConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link LokiStore} is opened.
 *
 * @param config Loki's configuration if there is one: a hint for layout and schema, never a need
 * @param concurrency listings that run at the same time, 1 or more
 * @param tempDirectory for downloaded index files and large inventories
 * @param inventoryInMemory chunks that an inventory keeps in memory, about 80 bytes each, before it uses a file
 * @param maxChunkBytes a larger chunk object is refused
 * @param chunkContent whether chunk objects can be read, and not only listed
 * @param caching what may be taken from earlier reads; {@link Caching#OFF} for all that is going to change the store
 */
public record OpenOptions(
        @Nullable LokiConfig config,
        int concurrency,
        Path tempDirectory,
        int inventoryInMemory,
        int maxChunkBytes,
        boolean chunkContent,
        Caching caching) {
    public static final int DEFAULT_CONCURRENCY = 16;
    /** A sixteenth of a small heap. */
    public static final int DEFAULT_INVENTORY_IN_MEMORY =
            (int) Math.min(1 << 18, Runtime.getRuntime().maxMemory() / (16 * 80));
    /** {@code formats/chunks-and-layout.md#61}; Loki aims at 1.5 MiB. */
    public static final int DEFAULT_MAX_CHUNK_BYTES = 256 << 20;

    public OpenOptions {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency is " + concurrency + " but must be 1 or more");
        }
        if (inventoryInMemory < 1) {
            throw new IllegalArgumentException("inventoryInMemory is " + inventoryInMemory + " but must be 1 or more");
        }
        if (maxChunkBytes < 1) {
            throw new IllegalArgumentException("maxChunkBytes is " + maxChunkBytes + " but must be 1 or more");
        }
    }

    public static OpenOptions defaults(Path tempDirectory) {
        return new OpenOptions(
                null,
                DEFAULT_CONCURRENCY,
                tempDirectory,
                DEFAULT_INVENTORY_IN_MEMORY,
                DEFAULT_MAX_CHUNK_BYTES,
                true,
                Caching.OFF);
    }

    public OpenOptions withConfig(@Nullable LokiConfig newConfig) {
        return new OpenOptions(
                newConfig, concurrency, tempDirectory, inventoryInMemory, maxChunkBytes, chunkContent, caching);
    }

    public OpenOptions withTempDirectory(Path folder) {
        return new OpenOptions(config, concurrency, folder, inventoryInMemory, maxChunkBytes, chunkContent, caching);
    }

    public OpenOptions withConcurrency(int newConcurrency) {
        return new OpenOptions(
                config, newConcurrency, tempDirectory, inventoryInMemory, maxChunkBytes, chunkContent, caching);
    }

    public OpenOptions withInventoryInMemory(int chunks) {
        return new OpenOptions(config, concurrency, tempDirectory, chunks, maxChunkBytes, chunkContent, caching);
    }

    public OpenOptions withMaxChunkBytes(int bytes) {
        return new OpenOptions(config, concurrency, tempDirectory, inventoryInMemory, bytes, chunkContent, caching);
    }

    /** For a store whose chunks are listed and not held. */
    public OpenOptions withoutChunkContent() {
        return new OpenOptions(config, concurrency, tempDirectory, inventoryInMemory, maxChunkBytes, false, caching);
    }

    public OpenOptions withCaching(Caching newCaching) {
        return new OpenOptions(
                config, concurrency, tempDirectory, inventoryInMemory, maxChunkBytes, chunkContent, newCaching);
    }
}
