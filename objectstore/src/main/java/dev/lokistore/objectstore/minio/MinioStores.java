package dev.lokistore.objectstore.minio;

import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;

/** Opens buckets. */
public final class MinioStores {
    private MinioStores() {}

    public static ObjectStore open(StoreUri.Bucket uri, StoreOptions options) throws StoreException {
        throw new StoreException(StoreException.Kind.UNSUPPORTED, "not landed yet: " + uri, null);
    }
}
