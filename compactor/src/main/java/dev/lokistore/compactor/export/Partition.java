package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How entries are parted into files: one file for each combination of values, in folders {@code key=value} in the order of
 * the keys. A file holds a day at most, so that an export can go on where it was cut off.
 *
 * @param keys at least one of day and hour, none twice
 */
public record Partition(List<PartitionKey> keys) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH", Locale.ROOT);

    public Partition {
        keys = List.copyOf(keys);
        Set<String> names = new HashSet<>();
        for (PartitionKey key : keys) {
            if (!names.add(key.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("'" + key + "' is there twice");
            }
        }
        if (keys.stream()
                .noneMatch(key -> key.kind() == PartitionKey.Kind.DAY || key.kind() == PartitionKey.Kind.HOUR)) {
            throw new IllegalArgumentException("'day' or 'hour' must be among the keys");
        }
    }

    /** @param names as {@link PartitionKey#parse} takes them */
    public static Partition of(List<String> names) {
        return new Partition(names.stream().map(PartitionKey::parse).toList());
    }

    /** What the files of one stretch of time have of it. */
    Duration length() {
        return has(PartitionKey.Kind.HOUR) ? Duration.ofHours(1) : Duration.ofDays(1);
    }

    boolean perTenant() {
        return has(PartitionKey.Kind.TENANT);
    }

    private boolean has(PartitionKey.Kind kind) {
        return keys.stream().anyMatch(key -> key.kind() == kind);
    }

    /** The folder of a stream's entries of that stretch of time, with a slash at its end. */
    String folder(TenantId tenant, Labels labels, long startNanos) {
        StringBuilder path = new StringBuilder();
        for (PartitionKey key : keys) {
            path.append(key.name())
                    .append('=')
                    .append(value(key, tenant, labels, startNanos))
                    .append('/');
        }
        return path.toString();
    }

    private String value(PartitionKey key, TenantId tenant, Labels labels, long startNanos) {
        return switch (key.kind()) {
            case TENANT -> PathValue.encode(tenant.value());
            case DAY -> time(DAY, startNanos);
            case HOUR -> time(has(PartitionKey.Kind.DAY) ? HOUR : DAY_AND_HOUR, startNanos);
            case LABEL -> PathValue.encode(labels.valueOrEmpty(key.label()));
        };
    }

    private static String time(DateTimeFormatter format, long nanos) {
        return format.format(
                Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND)).atZone(ZoneOffset.UTC));
    }
}
