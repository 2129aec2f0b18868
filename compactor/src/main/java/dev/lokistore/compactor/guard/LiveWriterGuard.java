package dev.lokistore.compactor.guard;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.table.Stray;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for signs that something writes to what is going to be changed. None of them proves that nothing does: leadership
 * of Loki's compactor cannot be seen from the store ({@code formats/compaction-retention-deletes.md#110}, 1.11).
 */
public final class LiveWriterGuard {
    /** Younger tables are not worth it: they are written to. */
    private static final Duration AFTER_END = Duration.ofHours(1);

    private static final Duration FRESH = Duration.ofHours(1);
    /** Loki up to 3.4 uploads it every five minutes, whether anything changed or not. */
    private static final Duration FRESH_DELETES = Duration.ofMinutes(10);

    private static final long SECONDS_PER_DAY = 86_400;
    private static final String MANIFESTS = "__deletion_manifest__/";

    private final Instant now;
    private final LokiTimes times;

    public LiveWriterGuard(Instant now, LokiTimes times) {
        this.now = now;
        this.times = times;
    }

    /** Whether a time is within so long of now; what is ahead by more is a clock that was set back, or a copy. */
    private boolean within(Instant time, Duration duration) {
        return Duration.between(time, now).abs().compareTo(duration) < 0;
    }

    /** What speaks against giving a table new index files with the same rows. */
    public List<Objection> againstNewFiles(Table table) {
        List<Objection> objections = new ArrayList<>();
        Instant end = Instant.ofEpochSecond((table.lastDay() + 1) * SECONDS_PER_DAY);
        if (now.isBefore(end.plus(AFTER_END))) {
            objections.add(new Objection(
                    table.name(),
                    "its day ends at " + end + ", and it is written to until then: wait until an hour later",
                    Objection.Remedy.FORCE));
        }
        freshUpload(table).ifPresent(objections::add);
        return objections;
    }

    /** What speaks against changing a table's rows, or the chunks behind them. */
    public List<Objection> againstNewRows(Table table) {
        List<Objection> objections = new ArrayList<>();
        Instant end = Instant.ofEpochSecond((table.lastDay() + 1) * SECONDS_PER_DAY);
        Optional<Instant> cold = times.coldFrom(end);
        if (cold.isEmpty()) {
            objections.add(new Objection(
                    table.name(),
                    "reject_old_samples is off, so an ingester may write to it at any time",
                    Objection.Remedy.STOPPED));
        } else if (now.isBefore(cold.get())) {
            objections.add(new Objection(
                    table.name(), "an ingester may write to it until " + cold.get(), Objection.Remedy.STOPPED));
        }
        freshUpload(table).ifPresent(objections::add);
        return objections;
    }

    private Optional<Objection> freshUpload(Table table) {
        for (TableFile file : table.files()) {
            Instant uploaded = file.object().lastModified();
            if (within(uploaded, FRESH)) {
                return Optional.of(new Objection(
                        table.name(),
                        file.key() + " was written at " + uploaded + ", less than an hour ago: something writes to it",
                        Objection.Remedy.STOPPED));
            }
        }
        return Optional.empty();
    }

    /**
     * What speaks against changing anything, whatever the table.
     *
     * @param rows whether rows or chunks change, and not only the files that hold them
     */
    public List<Objection> againstStore(LokiStore store, boolean rows) throws IOException {
        List<Objection> objections = new ArrayList<>();
        compactorSeen(store).ifPresent(objections::add);
        if (rows) {
            try (Listing<ObjectInfo> manifests = store.objects().list(MANIFESTS)) {
                if (manifests.next()) {
                    objections.add(new Objection(
                            "the store",
                            manifests.entry().key()
                                    + " is there: Loki's compactor has deletes under way that name chunks",
                            Objection.Remedy.NONE));
                }
            }
        }
        return objections;
    }

    private Optional<Objection> compactorSeen(LokiStore store) throws IOException {
        Duration twoRounds = times.compactionInterval().multipliedBy(2);
        for (Table table : store.tables()) {
            for (TableFile file : table.files()) {
                if (file.name().compacted() && within(file.object().lastModified(), twoRounds)) {
                    return Optional.of(atWork(file.key(), file.object().lastModified()));
                }
            }
        }
        for (Stray stray : store.strays()) {
            if (stray.why() == Stray.Why.DELETE_REQUESTS
                    && within(stray.object().lastModified(), FRESH_DELETES)) {
                return Optional.of(
                        atWork(stray.object().key().value(), stray.object().lastModified()));
            }
        }
        return Optional.empty();
    }

    private static Objection atWork(String key, Instant written) {
        return new Objection(
                "the store",
                key + " was written at " + written
                        + ": Loki's compactor seems to be at work. Stop it first (scale it to 0)",
                Objection.Remedy.STOPPED);
    }
}
