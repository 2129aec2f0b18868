package dev.lokistore.objectstore.s3;

import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;

/** Opens buckets. */
public final class AwsStores {
    private AwsStores() {}

    public static ObjectStore open(StoreUri.Bucket uri, StoreOptions options) throws StoreException {
        throw new StoreException(StoreException.Kind.UNSUPPORTED, "not landed yet: " + uri, null);
    }
}
