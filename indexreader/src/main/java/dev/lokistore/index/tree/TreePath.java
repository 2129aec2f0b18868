package dev.lokistore.index.tree;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A place in the tree; what is below an unknown part is unknown too. Whether it exists is another question.
 *
 * @param tenant null at the top
 * @param day UTC; null above
 * @param fingerprint of the stream, unsigned; null above
 * @param chunk null above
 */
public record TreePath(
        @Nullable TenantId tenant,
        @Nullable LocalDate day,
        @Nullable Long fingerprint,
        @Nullable ChunkRef chunk) {
    /** The top. */
    public static final TreePath ROOT = new TreePath(null, null, null, null);

    private static final int MAX_DEPTH = Level.values().length;
    private static final int HEX = 16;

    /** What a place is, from the top down. */
    public enum Level {
        STORE,
        TENANT,
        DAY,
        STREAM,
        CHUNK;

        /** As it is printed. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public TreePath {
        boolean gap = tenant == null && day != null
                || day == null && fingerprint != null
                || fingerprint == null && chunk != null;
        if (gap) {
            throw new IllegalArgumentException("a place without the one above it");
        }
    }

    /**
     * @param names from the top down: a tenant, {@code YYYY-MM-DD}, a fingerprint in hex, {@code from:through:checksum} as
     *     in the chunk's key
     * @throws IllegalArgumentException if one of them is not of this form, or there are too many
     */
    public static TreePath of(List<String> names) {
        if (names.size() >= MAX_DEPTH) {
            throw new IllegalArgumentException("nothing is below a chunk: " + String.join("/", names));
        }
        TreePath path = ROOT;
        for (String name : names) {
            path = path.child(name);
        }
        return path;
    }

    /** @throws IllegalArgumentException if the name is not of the form that names have at this place */
    public TreePath child(String name) {
        return switch (level()) {
            case STORE -> new TreePath(TenantId.of(name), null, null, null);
            case TENANT -> new TreePath(tenant, day(name), null, null);
            case DAY -> new TreePath(tenant, day, fingerprint(name), null);
            case STREAM -> new TreePath(tenant, day, fingerprint, chunk(name));
            case CHUNK -> throw new IllegalArgumentException("nothing is below a chunk: '" + name + "'");
        };
    }

    private static LocalDate day(String name) {
        try {
            return LocalDate.parse(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + name + "' is no day: expected YYYY-MM-DD");
        }
    }

    private static Long fingerprint(String name) {
        try {
            long value = Long.parseUnsignedLong(name, HEX);
            if (Long.toHexString(value).equals(name)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "'" + name + "' is no stream: expected its fingerprint, lower-case hex without leading zeros");
    }

    private ChunkRef chunk(String name) {
        return ChunkKeyScheme.tryParse(
                        tenant + "/" + Long.toHexString(fingerprint == null ? 0 : fingerprint) + "/" + name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no chunk: expected FROM:THROUGH:CHECKSUM as in its key"));
    }

    TreePath child(ChunkRef ref) {
        return new TreePath(tenant, day, fingerprint, ref);
    }

    public Level level() {
        return Level.values()[names().size()];
    }

    /** From the top down; as {@link #of} takes them. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (tenant != null) {
            names.add(tenant.value());
        }
        if (day != null) {
            names.add(day.toString());
        }
        if (fingerprint != null) {
            names.add(Long.toHexString(fingerprint));
        }
        if (chunk != null) {
            names.add(name(chunk));
        }
        return names;
    }

    /** The last of its names; {@code /} at the top. */
    public String name() {
        List<String> names = names();
        return names.isEmpty() ? "/" : names.get(names.size() - 1);
    }

    private static String name(ChunkRef ref) {
        String key = ChunkKeyScheme.NESTED.format(ref);
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** The day from midnight to midnight, UTC; everything where there is none. */
    public TimeRange range() {
        if (day == null) {
            return TimeRange.ALL;
        }
        try {
            return new TimeRange(nanos(day), nanos(day.plusDays(1)));
        } catch (ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException(day + " is too far away");
        }
    }

    private static long nanos(LocalDate midnight) {
        return Math.multiplyExact(midnight.toEpochDay(), 86_400_000_000_000L);
    }

    /** Such as {@code /team-a/2026-11-20}. */
    @Override
    public String toString() {
        return "/" + String.join("/", names());
    }
}
