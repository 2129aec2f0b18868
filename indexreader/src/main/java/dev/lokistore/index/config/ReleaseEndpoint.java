package dev.lokistore.index.config;

/** The address of a chart's MinIO, which its values do not tell: it has the name and the namespace of the release. */
public final class ReleaseEndpoint {
    /** Stands in a configuration for an endpoint; no host can be called so. */
    public static final String UNKNOWN = "RELEASE-minio.NAMESPACE.svc:9000";

    private ReleaseEndpoint() {}

    public static boolean isUnknown(String endpoint) {
        return endpoint.endsWith(UNKNOWN);
    }
}
