package dev.lokistore.objectstore.bucket;

import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.BucketSetting;
import dev.lokistore.objectstore.LifecycleRule;
import dev.lokistore.objectstore.NoncurrentVersions;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectLock;
import dev.lokistore.objectstore.ObjectVersion;
import dev.lokistore.objectstore.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** Questions about a bucket through a {@link BucketClient}; an error that means "none is set" is that answer. */
record ClientInspector(BucketClient client, String bucket, String prefix, Asking asking) implements BucketInspector {
    /** The second is S3Proxy's. */
    private static final Set<String> NO_POLICY = Set.of("NoSuchBucketPolicy", "NoSuchPolicy");

    /** Makes a request and explains its failure. */
    @FunctionalInterface
    interface Asking {
        <T> T ask(BucketSetting setting, Callable<T> request) throws StoreException;
    }

    @Override
    public Versioning versioning() throws StoreException {
        return asking.ask(BucketSetting.VERSIONING, client::versioning);
    }

    @Override
    public List<LifecycleRule> lifecycle() throws StoreException {
        return asking.ask(
                BucketSetting.LIFECYCLE,
                () -> orElse(Set.of("NoSuchLifecycleConfiguration"), List.<LifecycleRule>of(), client::lifecycle));
    }

    @Override
    public Optional<String> policy() throws StoreException {
        return asking.ask(
                BucketSetting.POLICY, () -> orElse(NO_POLICY, Optional.empty(), () -> Optional.of(client.policy())));
    }

    @Override
    public Optional<ObjectLock> objectLock() throws StoreException {
        return asking.ask(
                BucketSetting.OBJECT_LOCK,
                () -> orElse(Set.of("ObjectLockConfigurationNotFoundError"), Optional.empty(), client::objectLock));
    }

    private static <T> T orElse(Set<String> noneCodes, T none, Callable<T> request) throws Exception {
        try {
            return request.call();
        } catch (ServerError e) {
            if (noneCodes.contains(e.code())) {
                return none;
            }
            throw e;
        }
    }

    @Override
    public NoncurrentVersions noncurrent(int maxPages) throws StoreException {
        NoncurrentVersions all = NoncurrentVersions.NONE;
        BucketClient.Marker marker = null;
        for (int page = 0; page < maxPages; page++) {
            BucketClient.Marker from = marker;
            BucketClient.VersionPage found = asking.ask(BucketSetting.VERSIONS, () -> client.versions(prefix, from));
            all = all.plus(found.found());
            marker = found.next();
            if (marker == null || marker.equals(from)) {
                return all;
            }
        }
        return new NoncurrentVersions(all.versions(), all.bytes(), all.deleteMarkers(), false);
    }

    @Override
    public List<ObjectVersion> versions(ObjectKey key) throws StoreException {
        String whole = prefix + key;
        List<ObjectVersion> versions = new ArrayList<>();
        BucketClient.Marker marker = null;
        while (true) {
            BucketClient.Marker from = marker;
            // other keys may begin with this one
            BucketClient.VersionPage page = asking.ask(BucketSetting.VERSIONS, () -> client.versions(whole, from));
            page.versions().stream()
                    .filter(version -> version.key().equals(whole))
                    .forEach(version -> versions.add(version.version()));
            marker = page.next();
            boolean beyond = marker != null && !marker.key().equals(whole);
            if (marker == null || beyond || marker.equals(from)) {
                versions.sort(Comparator.comparing(version -> !version.current()));
                return List.copyOf(versions);
            }
        }
    }
}
