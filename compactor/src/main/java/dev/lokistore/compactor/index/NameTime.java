package dev.lokistore.compactor.index;

import dev.lokistore.index.table.IndexFileName;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The time in the names of compacted files, in the unit of the running Loki
 * ({@code formats/compaction-retention-deletes.md#19-naming-rules-of-replaced-files}). It makes names new; what it says is
 * nobody's concern.
 *
 * @param value up to ten digits are taken for seconds, more for nanoseconds
 */
public record NameTime(long value) {
    /** Units that Loki has used. */
    public enum Unit {
        /** Up to Loki 2.9. */
        SECONDS(TimeUnit.SECONDS),
        /** From Loki 3.0 on. */
        NANOSECONDS(TimeUnit.NANOSECONDS);

        private final TimeUnit unit;

        Unit(TimeUnit unit) {
            this.unit = unit;
        }

        private long of(Instant instant) {
            return this == SECONDS
                    ? instant.getEpochSecond()
                    : Math.addExact(
                            Math.multiplyExact(instant.getEpochSecond(), unit.convert(1, TimeUnit.SECONDS)),
                            instant.getNano());
        }
    }

    public NameTime {
        if (value < 1) {
            throw new IllegalArgumentException("time of a name is " + value + " but must be > 0");
        }
    }

    /** Now, or if a name in the table says that or later, the next time after the latest. */
    public static NameTime newIn(Table table, Instant now, Unit unit) {
        long time = unit.of(now);
        for (TableFile file : table.files()) {
            IndexFileName name = file.name();
            if (name.compacted() && name.createdAt().isPresent()) {
                time = Math.max(time, Math.addExact(unit.of(name.createdAt().get()), 1));
            }
        }
        return new NameTime(time);
    }

    String tsdb(long fromMillis, long throughMillis, int checksum) {
        return value + "-compactor-" + fromMillis + "-" + throughMillis + "-" + Integer.toHexString(checksum)
                + ".tsdb.gz";
    }

    String boltdb(MergeOptions.BoltdbEnding ending) {
        return "compactor-" + value + ending.text();
    }
}
