package dev.lokistore.objectstore.bucket;

import dev.lokistore.objectstore.StoreUri;

class MinioBucketTest extends BucketContract {
    @Override
    StoreUri.Client client() {
        return StoreUri.Client.MINIO;
    }
}
