package dev.lokistore.compactor.export;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.GapException;
import dev.lokistore.chunk.Salvaged;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.Problems;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What could not be read for one slice, or for none in particular, each once and in an order that does not hang on threads.
 * Passes everything on. Safe for use by several threads.
 */
final class Losses implements Problems {
    private static final Comparator<ExportRecord.Lost> ORDER = Comparator.comparing(ExportRecord.Lost::key)
            .thenComparingLong(lost -> lost.offset() == null ? -1 : lost.offset())
            .thenComparing(ExportRecord.Lost::reason)
            .thenComparing(Object::toString);

    private final @Nullable String slice;
    private final TimeRange range;
    private final int most;
    private final Problems next;
    private final TreeSet<ExportRecord.Lost> lost = new TreeSet<>(ORDER);

    /**
     * @param slice its name; null for none
     * @param range gaps of other times are of no account
     * @param most how many are kept
     */
    Losses(@Nullable String slice, TimeRange range, int most, Problems next) {
        this.slice = slice;
        this.range = range;
        this.most = most;
        this.next = next;
    }

    @Override
    public void report(String subject, IOException cause) {
        if (!(cause instanceof GapException hole)) {
            add(new ExportRecord.Problem(slice, subject, offset(cause), reason(cause)));
        } else if (concerns(hole.gap())) {
            add(gap(subject, hole.gap()));
        }
        next.report(subject, cause);
    }

    private synchronized void add(ExportRecord.Lost record) {
        if (lost.add(record) && lost.size() > most) {
            lost.pollLast();
        }
    }

    private boolean concerns(Salvaged.Gap gap) {
        Long from = gap.fromNanos();
        Long through = gap.throughNanos();
        return from == null || through == null || range.overlaps(from, through);
    }

    private ExportRecord.Gap gap(String key, Salvaged.Gap gap) {
        return new ExportRecord.Gap(
                slice,
                key,
                gap.block(),
                gap.fromOffset(),
                gap.toOffset(),
                gap.fromNanos(),
                gap.throughNanos(),
                gap.doubtful(),
                gap.reason());
    }

    private static @Nullable Long offset(IOException cause) {
        return cause instanceof CorruptDataException corrupt ? corrupt.offset() : null;
    }

    private static String reason(IOException cause) {
        return cause instanceof CorruptDataException corrupt ? corrupt.problem() : String.valueOf(cause.getMessage());
    }

    synchronized List<ExportRecord.Lost> records() {
        return List.copyOf(lost);
    }
}
