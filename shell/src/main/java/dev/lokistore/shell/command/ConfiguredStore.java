package dev.lokistore.shell.command;

import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.StoreCredentials;
import dev.lokistore.index.schema.StoreSettings;
import dev.lokistore.objectstore.Credentials;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.shell.UsageException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store that Loki's configuration names: used where no other is given, and for what a given URI leaves open. */
record ConfiguredStore(LokiConfig config) {
    /** URIs of the store's buckets, in the order of {@code bucketnames}; one for a directory. */
    List<StoreUri> uris() {
        StoreSettings settings = config.latestStore()
                .orElseThrow(() -> new UsageException("Loki's configuration names no store: give one with -s"));
        if (settings instanceof StoreSettings.S3 s3) {
            if (s3.buckets().isEmpty()) {
                throw new UsageException("Loki's configuration names no bucket: give the store with -s");
            }
            if (s3.ofUnknownRelease()) {
                throw new UsageException("the values do not tell the address of the chart's MinIO: name the store with"
                        + " -s minio://HOST:PORT/" + s3.buckets().get(0) + "?secure=false");
            }
            // with several buckets the choice by hash needs each bucket to begin where the prefix ends
            String prefix = s3.buckets().size() > 1 ? config.objectPrefix() : "";
            return s3.buckets().stream()
                    .<StoreUri>map(bucket -> fill(
                            new StoreUri.Bucket(StoreUri.Client.AWS, bucket, prefix, null, null, null, !s3.insecure()),
                            s3))
                    .toList();
        }
        if (settings instanceof StoreSettings.Filesystem files) {
            return List.of(new StoreUri.Local(Path.of(files.directory())));
        }
        throw new UsageException("Loki's configuration keeps chunks in "
                + ((StoreSettings.Other) settings).type()
                + ", for which there is no client: copy the store to a directory, MinIO or S3, and name that with -s");
    }

    /** The URI with endpoint, region and path style from the configuration, if it means one of its buckets. */
    StoreUri completed(StoreUri uri) {
        return uri instanceof StoreUri.Bucket bucket
                ? settingsOf(bucket).<StoreUri>map(s3 -> fill(bucket, s3)).orElse(uri)
                : uri;
    }

    /** The configuration's credentials, if the URI means one of its buckets and there are any. */
    Optional<Credentials> credentials(StoreUri uri) {
        return uri instanceof StoreUri.Bucket bucket
                ? settingsOf(bucket)
                        .map(StoreSettings.S3::credentials)
                        .filter(keys -> !keys.isEmpty())
                        .map(ConfiguredStore::fixed)
                : Optional.empty();
    }

    private static Credentials fixed(StoreCredentials keys) {
        return new Credentials.Fixed(keys.accessKey(), keys.secretKey(), nullIfEmpty(keys.sessionToken()));
    }

    private Optional<StoreSettings.S3> settingsOf(StoreUri.Bucket bucket) {
        return config.stores().values().stream()
                .filter(StoreSettings.S3.class::isInstance)
                .map(StoreSettings.S3.class::cast)
                .filter(s3 -> s3.buckets().contains(bucket.bucket()))
                .findFirst();
    }

    private static StoreUri.Bucket fill(StoreUri.Bucket bucket, StoreSettings.S3 s3) {
        boolean endpointOpen = bucket.endpoint() == null && !s3.endpoint().isEmpty() && !s3.ofUnknownRelease();
        URI endpoint = endpointOpen ? address(s3.endpoint()) : null;
        return new StoreUri.Bucket(
                bucket.client(),
                bucket.bucket(),
                bucket.prefix(),
                endpoint == null ? bucket.endpoint() : endpoint.getRawAuthority(),
                bucket.region() == null ? nullIfEmpty(s3.region()) : bucket.region(),
                bucket.pathStyle() == null && s3.pathStyle() ? Boolean.TRUE : bucket.pathStyle(),
                endpoint == null ? bucket.secure() : "https".equals(endpoint.getScheme()));
    }

    /** Not quoted: there may be a password in it. */
    private static URI address(String endpoint) {
        try {
            return URI.create(endpoint);
        } catch (IllegalArgumentException e) {
            throw new UsageException("the endpoint in Loki's configuration is no address");
        }
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
