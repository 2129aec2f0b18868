package dev.lokistore.objectstore.minio;

import dev.lokistore.objectstore.BucketInspector.Versioning;
import dev.lokistore.objectstore.LifecycleRule;
import dev.lokistore.objectstore.NoncurrentVersions;
import dev.lokistore.objectstore.ObjectLock;
import dev.lokistore.objectstore.ObjectVersion;
import dev.lokistore.objectstore.bucket.BucketClient.KeyVersion;
import dev.lokistore.objectstore.bucket.BucketClient.Marker;
import dev.lokistore.objectstore.bucket.BucketClient.VersionPage;
import dev.lokistore.objectstore.bucket.MalformedAnswerException;
import io.minio.messages.Filter;
import io.minio.messages.Item;
import io.minio.messages.LifecycleConfiguration;
import io.minio.messages.ListVersionsResult;
import io.minio.messages.ObjectLockConfiguration;
import io.minio.messages.Status;
import io.minio.messages.VersioningConfiguration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** minio-java's messages about a bucket as ours. */
final class BucketAnswers {
    private BucketAnswers() {}

    static Versioning versioning(VersioningConfiguration answer) {
        return switch (answer.status()) {
            case ENABLED -> Versioning.ENABLED;
            case SUSPENDED -> Versioning.SUSPENDED;
            case OFF -> Versioning.OFF;
        };
    }

    static List<LifecycleRule> rules(LifecycleConfiguration answer) {
        return answer.rules().stream().map(BucketAnswers::rule).toList();
    }

    private static LifecycleRule rule(LifecycleConfiguration.Rule rule) {
        Filter filter = rule.filter();
        Filter.And all = filter == null ? null : filter.andOperator();
        boolean tagged = filter != null && filter.tag() != null
                || all != null && all.tags() != null && !all.tags().isEmpty();
        LifecycleConfiguration.Expiration expiration = rule.expiration();
        ZonedDateTime date = expiration == null ? null : expiration.date();
        return new LifecycleRule(
                rule.id() == null ? "" : rule.id(),
                rule.status() == Status.ENABLED,
                filter == null ? null : prefix(all == null ? filter.prefix() : all.prefix()),
                tagged,
                expiration == null ? null : expiration.days(),
                date == null ? null : date.toInstant(),
                rule.noncurrentVersionExpiration() == null
                        ? null
                        : rule.noncurrentVersionExpiration().noncurrentDays(),
                rule.transition() == null ? null : rule.transition().storageClass());
    }

    private static String prefix(@Nullable String prefix) {
        return prefix == null ? "" : prefix;
    }

    static ObjectLock lock(ObjectLockConfiguration answer) {
        ObjectLockConfiguration.RetentionDuration period = answer.duration();
        if (answer.mode() == null || period == null) {
            return new ObjectLock("");
        }
        String unit = period.unit().name().toLowerCase(Locale.ROOT);
        return new ObjectLock(answer.mode() + " for " + period.duration() + " " + unit);
    }

    static VersionPage versions(ListVersionsResult answer) throws MalformedAnswerException {
        List<? extends Item> old =
                answer.contents().stream().filter(item -> !item.isLatest()).toList();
        long bytes = old.stream().mapToLong(Item::size).sum();
        NoncurrentVersions found =
                new NoncurrentVersions(old.size(), bytes, answer.deleteMarkers().size(), true);
        List<KeyVersion> versions = new ArrayList<>();
        answer.contents()
                .forEach(item -> versions.add(new KeyVersion(
                        item.objectName(),
                        new ObjectVersion(prefix(item.versionId()), item.size(), false, item.isLatest()))));
        answer.deleteMarkers()
                .forEach(marker -> versions.add(new KeyVersion(
                        marker.objectName(),
                        new ObjectVersion(prefix(marker.versionId()), 0, true, marker.isLatest()))));
        if (!answer.isTruncated()) {
            return new VersionPage(found, versions, null);
        }
        if (answer.nextKeyMarker() == null) {
            throw new MalformedAnswerException("not a complete ListVersionsResult");
        }
        return new VersionPage(
                found, versions, new Marker(answer.nextKeyMarker(), prefix(answer.nextVersionIdMarker())));
    }
}
