package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.bolt.Row;
import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.check.FileFault.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Checks rows one by one, and notes what they say of series ({@code formats/index-tables.md#32-rows}). */
final class RowCheck {
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final RowRules rules;
    private final SeriesFacts facts;
    private final int file;
    private final List<Place> places;
    private final Consumer<FileFault> faults;
    private final RowKey key = new RowKey();

    /**
     * @param file its number
     * @param places the buckets of the file, and whose rows count in each
     */
    RowCheck(RowRules rules, SeriesFacts facts, int file, List<Place> places, Consumer<FileFault> faults) {
        this.rules = rules;
        this.facts = facts;
        this.file = file;
        this.places = places;
        this.faults = faults;
    }

    void check(String bucket, Row row) throws IOException {
        try {
            RowType type = key.parse(row);
            if (type == RowType.LABEL_NAMES) {
                String id = key.digest("series id of a row of label names", key.hashStart(), key.hashEnd());
                facts.names(id, file, row.position(), row.buffer(), row.valueOffset(), row.valueLength());
            } else {
                check(bucket, row, type, RowHash.parse(key, type));
            }
        } catch (CorruptDataException e) {
            faults.accept(FileFault.of(Kind.ROW_MALFORMED, e));
        }
    }

    private void check(String bucket, Row row, RowType type, RowHash hash) throws IOException {
        String id = seriesId(type, hash);
        ChunkId chunk = type == RowType.CHUNK ? ChunkId.parse(key, hash.tenant(), ChunkId.prefix(hash.tenant())) : null;
        if (places.stream().noneMatch(place -> place.bucket().name().equals(bucket) && place.counts(hash.tenant()))) {
            fault(
                    Kind.ROW_TENANT,
                    row,
                    "row of tenant " + hash.tenant() + " in bucket " + bucket,
                    "a bucket where" + " Loki looks for it",
                    "one where it does not");
            return;
        }
        if (!rules.holds(hash.day())) {
            String days = rules.firstDay() == rules.lastDay()
                    ? "d" + rules.firstDay()
                    : "d" + rules.firstDay() + " to d" + rules.lastDay();
            fault(Kind.ROW_DAY, row, "day of a row", days, "d" + hash.day());
            return;
        }
        if (type != RowType.CHUNK && !rules.allowsShard(hash.shard(), id)) {
            String shard = rules.rowShards() == 0 ? "none" : "" + SeriesId.shard(id, rules.rowShards());
            fault(
                    Kind.ROW_SHARD,
                    row,
                    "shard of a row of series " + id,
                    shard,
                    hash.shard() == RowHash.PLAIN ? "none" : "" + hash.shard());
        }
        switch (type) {
            case SERIES -> {
                checkValue(row, false);
                facts.series(hash, id, file, row.position());
            }
            case LABEL -> label(row, hash, id);
            default -> {
                if (chunk != null) {
                    chunk(row, hash, id, chunk.ref());
                }
            }
        }
    }

    private String seriesId(RowType type, RowHash hash) throws CorruptDataException {
        return switch (type) {
            case CHUNK -> {
                if (hash.last().length() != SeriesId.LENGTH) {
                    throw key.bad(
                            "series id of a chunk row",
                            SeriesId.LENGTH + " characters",
                            hash.last().length());
                }
                yield key.digest("series id of a chunk row", key.hashEnd() - SeriesId.LENGTH, key.hashEnd());
            }
            case SERIES -> key.digestComponent("series id of a series row", 0);
            default -> {
                if (hash.last().isEmpty()) {
                    throw key.bad("label of a row", "a label's name", "none");
                }
                yield key.digestComponent("series id of a label row", 1);
            }
        };
    }

    private void label(Row row, RowHash hash, String id) throws IOException {
        String stored = key.digestComponent("hash of a label value", 0);
        int from = row.valueOffset();
        byte[] bytes = Arrays.copyOfRange(row.buffer(), from, from + row.valueLength());
        String computed = SeriesId.digest(bytes);
        boolean sound = computed.equals(stored);
        if (!sound) {
            fault(
                    Kind.ROW_LABEL_VALUE,
                    row,
                    "value of label " + hash.last() + " of series " + id,
                    "one with the hash " + stored,
                    "one with the hash " + computed);
        }
        facts.label(hash, id, file, row.position(), new String(bytes, StandardCharsets.UTF_8), sound);
    }

    private void chunk(Row row, RowHash hash, String id, ChunkRef ref) throws IOException {
        checkValue(row, true);
        long dayStart = hash.day() * DAY_MILLIS;
        if (ref.throughMillis() < dayStart || ref.fromMillis() >= dayStart + DAY_MILLIS) {
            fault(
                    Kind.CHUNK_OUTSIDE,
                    row,
                    "times of a chunk in a row of day d" + hash.day(),
                    "some in this day",
                    ref.fromMillis() + " to " + ref.throughMillis());
        } else {
            long time = ChunkId.time(key);
            long expected = Math.min(DAY_MILLIS, ref.throughMillis() - dayStart);
            // on a period's last day Loki ends chunks a millisecond earlier
            if (time != expected && !(expected == DAY_MILLIS && time == DAY_MILLIS - 1)) {
                fault(
                        Kind.ROW_TIME,
                        row,
                        "time of a chunk row",
                        "%08x, the chunk's end".formatted(expected),
                        "%08x".formatted(time));
            }
        }
        facts.chunk(hash, id, file, row.position(), ref);
    }

    private void checkValue(Row row, boolean mayBeEmpty) {
        int length = row.valueLength();
        boolean good = length == 0 ? mayBeEmpty : length == 1 && row.buffer()[row.valueOffset()] == '-';
        if (!good) {
            fault(Kind.ROW_VALUE, row, "value of a row", mayBeEmpty ? "'-' or none" : "'-'", length + " bytes");
        }
    }

    private void fault(Kind kind, Row row, String what, Object expected, Object found) {
        faults.accept(FileFault.of(kind, row.position(), what, expected, found));
    }
}
