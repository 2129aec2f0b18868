package dev.lokistore.objectstore;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Sends the questions about a bucket through an {@link Interceptor}; a listing of versions counts as one. */
record InterceptedInspector(BucketInspector inspector, Interceptor interceptor) implements BucketInspector {
    @Override
    public String bucket() {
        return inspector.bucket();
    }

    @Override
    public String prefix() {
        return inspector.prefix();
    }

    @Override
    public Versioning versioning() throws IOException {
        return call(BucketSetting.VERSIONING, inspector::versioning);
    }

    @Override
    public List<LifecycleRule> lifecycle() throws IOException {
        return call(BucketSetting.LIFECYCLE, inspector::lifecycle);
    }

    @Override
    public Optional<String> policy() throws IOException {
        return call(BucketSetting.POLICY, inspector::policy);
    }

    @Override
    public Optional<ObjectLock> objectLock() throws IOException {
        return call(BucketSetting.OBJECT_LOCK, inspector::objectLock);
    }

    @Override
    public NoncurrentVersions noncurrent(int maxPages) throws IOException {
        return call(BucketSetting.VERSIONS, () -> inspector.noncurrent(maxPages));
    }

    @Override
    public List<ObjectVersion> versions(ObjectKey key) throws IOException {
        return call(BucketSetting.VERSIONS, () -> inspector.versions(key));
    }

    private <T> T call(BucketSetting setting, Interceptor.Request<T> request) throws IOException {
        return interceptor.call(Operation.INSPECT, setting.label(), request);
    }
}
