package dev.lokistore.objectstore.bucket;

import dev.lokistore.objectstore.StoreUri;

class AwsBucketTest extends BucketContract {
    @Override
    StoreUri.Client client() {
        return StoreUri.Client.AWS;
    }
}
