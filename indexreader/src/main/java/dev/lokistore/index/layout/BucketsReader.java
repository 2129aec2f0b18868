package dev.lokistore.index.layout;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several buckets as one store, as Loki's {@code bucketnames: a,b} uses them: an object lies in the bucket that the hash
 * of its key names, listings merge all buckets. Closes its readers.
 */
public sealed class BucketsReader implements ObjectReader permits BucketsStore {
    private final List<ObjectReader> buckets;
    private final String objectPrefix;
    private final char delimiter;

    /**
     * @param buckets in the order of {@code bucketnames}, which the choice depends on; at least one. Each begins where
     *     the {@code object_prefix} ends
     * @param objectPrefix {@code object_prefix} as Loki hashes it: empty, or ends with {@code /}
     * @param delimiter what stands for {@code :} in the keys
     */
    public BucketsReader(List<ObjectReader> buckets, String objectPrefix, char delimiter) {
        if (buckets.isEmpty()) {
            throw new IllegalArgumentException("no bucket");
        }
        this.buckets = List.copyOf(buckets);
        this.objectPrefix = objectPrefix;
        this.delimiter = delimiter;
    }

    @Override
    public String name() {
        return buckets.stream().map(ObjectReader::name).collect(Collectors.joining(","));
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return merge(bucket -> bucket.list(prefix, startAfter));
    }

    @Override
    public Listing<ListEntry> listLevel(String prefix) throws IOException {
        return merge(bucket -> bucket.listLevel(prefix));
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return bucketOf(key).head(key);
    }

    @Override
    public ObjectBody get(ObjectKey key) throws IOException {
        return bucketOf(key).get(key);
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        return bucketOf(key).read(key, offset, length);
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        return bucketOf(key).readAll(key, limitBytes);
    }

    @Override
    public void close() throws IOException {
        closeAll(buckets);
    }

    private ObjectReader bucketOf(ObjectKey key) {
        return buckets.get(numberOf(key));
    }

    /** Which bucket an object belongs to, from 0. */
    public final int numberOf(ObjectKey key) {
        return BucketHash.bucket(objectPrefix + hashed(key.value()), buckets.size());
    }

    /** The key as it was before the delimiter replaced its colons; only chunks have colons. */
    private String hashed(String key) {
        if (delimiter == ChunkKeyScheme.DELIMITER) {
            return key;
        }
        return ChunkKeyScheme.tryParse(key, delimiter)
                .map(ref -> ChunkKeyScheme.formOf(key).format(ref))
                .orElse(key);
    }

    private <T extends ListEntry> Listing<T> merge(Opener<T> opener) throws IOException {
        List<Listing<T>> listings = new ArrayList<>();
        try {
            for (ObjectReader bucket : buckets) {
                listings.add(opener.open(bucket));
            }
        } catch (IOException | RuntimeException e) {
            try {
                closeAll(listings);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
        return new MergedListing<>(listings);
    }

    static void closeAll(List<? extends java.io.Closeable> all) throws IOException {
        IOException failed = null;
        for (java.io.Closeable one : all) {
            try {
                one.close();
            } catch (IOException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private interface Opener<T> {
        Listing<T> open(ObjectReader bucket) throws IOException;
    }
}
