package dev.lokistore.index.config;

import java.util.stream.Stream;

/** Which of the charts, told by keys that only one of them has ({@code formats/chunks-and-layout.md#57-helm-charts}). */
enum HelmChart {
    /** {@code loki-simple-scalable} 1.x, for Loki 2.5 and 2.6. */
    SIMPLE_SCALABLE,
    /** {@code loki} 3.x to 5.x, for Loki 2.x. */
    LOKI,
    /** {@code loki} 6.x and later, for Loki 3.x. */
    LOKI_6;

    static HelmChart of(YamlNode values) {
        boolean simple = !values.find("loki", "authEnabled").missing()
                || !values.find("minio", "accessKey").missing()
                || !values.find("minio", "secretKey").missing()
                || values.path().equals("loki-simple-scalable");
        if (simple) {
            return SIMPLE_SCALABLE;
        }
        boolean six = Stream.of(
                        "deploymentMode",
                        "chunksCache",
                        "resultsCache",
                        "lokiCanary",
                        "ingester",
                        "distributor",
                        "querier",
                        "patternIngester")
                .anyMatch(key -> !values.find(key).missing());
        boolean sixOfLoki = Stream.of("useTestSchema", "pattern_ingester", "tracing", "bloom_build")
                .anyMatch(key -> !values.find("loki", key).missing());
        return six || sixOfLoki ? LOKI_6 : LOKI;
    }
}
