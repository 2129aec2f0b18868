package dev.lokistore.objectstore.s3;

import dev.lokistore.objectstore.BucketInspector.Versioning;
import dev.lokistore.objectstore.LifecycleRule;
import dev.lokistore.objectstore.NoncurrentVersions;
import dev.lokistore.objectstore.ObjectLock;
import dev.lokistore.objectstore.bucket.BucketClient.KeyVersion;
import dev.lokistore.objectstore.bucket.BucketClient.Marker;
import dev.lokistore.objectstore.bucket.BucketClient.VersionPage;
import dev.lokistore.objectstore.bucket.MalformedAnswerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRuleAndOperator;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** The AWS SDK's messages about a bucket as ours. */
final class BucketAnswers {
    private BucketAnswers() {}

    static Versioning versioning(@Nullable BucketVersioningStatus status) {
        if (status == BucketVersioningStatus.ENABLED) {
            return Versioning.ENABLED;
        }
        return status == BucketVersioningStatus.SUSPENDED ? Versioning.SUSPENDED : Versioning.OFF;
    }

    static LifecycleRule rule(software.amazon.awssdk.services.s3.model.LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        LifecycleRuleAndOperator all = filter == null ? null : filter.and();
        boolean tagged = filter != null && filter.tag() != null || all != null && all.hasTags();
        LifecycleExpiration expiration = rule.expiration();
        return new LifecycleRule(
                orEmpty(rule.id()),
                rule.status() == ExpirationStatus.ENABLED,
                prefix(rule, filter, all),
                tagged,
                expiration == null ? null : expiration.days(),
                expiration == null ? null : expiration.date(),
                rule.noncurrentVersionExpiration() == null
                        ? null
                        : rule.noncurrentVersionExpiration().noncurrentDays(),
                rule.transitions().stream()
                        .map(transition -> transition.storageClassAsString())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    /** Old rules have it beside the filter and not in it. */
    @SuppressWarnings("deprecation")
    private static String prefix(
            software.amazon.awssdk.services.s3.model.LifecycleRule rule,
            @Nullable LifecycleRuleFilter filter,
            @Nullable LifecycleRuleAndOperator all) {
        if (all != null) {
            return orEmpty(all.prefix());
        }
        return orEmpty(filter == null ? rule.prefix() : filter.prefix());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static Optional<ObjectLock> lock(@Nullable ObjectLockConfiguration answer) {
        if (answer == null || answer.objectLockEnabled() != ObjectLockEnabled.ENABLED) {
            return Optional.empty();
        }
        DefaultRetention retention =
                answer.rule() == null ? null : answer.rule().defaultRetention();
        if (retention == null) {
            return Optional.of(new ObjectLock(""));
        }
        String period = retention.days() != null ? retention.days() + " days" : retention.years() + " years";
        return Optional.of(new ObjectLock(retention.modeAsString() + " for " + period));
    }

    static VersionPage versions(ListObjectVersionsResponse answer) throws MalformedAnswerException {
        List<ObjectVersion> old = answer.versions().stream()
                .filter(version -> !Boolean.TRUE.equals(version.isLatest()))
                .toList();
        long bytes = old.stream()
                .mapToLong(version -> version.size() == null ? 0 : version.size())
                .sum();
        NoncurrentVersions found =
                new NoncurrentVersions(old.size(), bytes, answer.deleteMarkers().size(), true);
        List<KeyVersion> versions = new ArrayList<>();
        answer.versions()
                .forEach(version -> versions.add(new KeyVersion(
                        version.key(),
                        new dev.lokistore.objectstore.ObjectVersion(
                                orEmpty(version.versionId()),
                                version.size() == null ? 0 : version.size(),
                                false,
                                Boolean.TRUE.equals(version.isLatest())))));
        answer.deleteMarkers()
                .forEach(marker -> versions.add(new KeyVersion(
                        marker.key(),
                        new dev.lokistore.objectstore.ObjectVersion(
                                orEmpty(marker.versionId()), 0, true, Boolean.TRUE.equals(marker.isLatest())))));
        if (!Boolean.TRUE.equals(answer.isTruncated())) {
            return new VersionPage(found, versions, null);
        }
        if (answer.nextKeyMarker() == null) {
            throw new MalformedAnswerException("not a complete ListVersionsResult");
        }
        return new VersionPage(
                found, versions, new Marker(answer.nextKeyMarker(), orEmpty(answer.nextVersionIdMarker())));
    }
}
