package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.bolt.BoltCheck;
import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.check.FileFault.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks the boltdb files of one table: each by itself, then the rows of all together, since those of a series may lie in
 * different files ({@code formats/index-tables.md#32-rows}). What rows say waits in temporary files when it is much. Not
 * thread-safe.
 */
public final class BoltdbCheck implements Closeable {
    /** Takes faults. */
    @FunctionalInterface
    public interface Faults {
        void fault(BoltdbFile file, FileFault fault);
    }

    /** Takes the series that rows tell of, by their ids, tenants, days. */
    @FunctionalInterface
    public interface SeriesSink {
        /** @param series without labels where the rows leave them open */
        void series(IndexedSeries series) throws IOException;
    }

    private final RowRules rules;
    private final Faults faults;
    private final SeriesFacts facts;
    private final List<BoltdbFile> files = new ArrayList<>();

    /** @param temporary an existing folder */
    public BoltdbCheck(RowRules rules, Path temporary, Faults faults) {
        this.rules = rules;
        this.faults = faults;
        this.facts = new SeriesFacts(temporary);
    }

    /** Reads a file to its end. */
    public void add(BoltdbFile file) throws IOException {
        int number = files.size();
        files.add(file);
        Consumer<FileFault> own = fault -> faults.fault(file, fault);
        RowCheck rows = new RowCheck(rules, facts, number, places(file, own), own);
        BoltCheck.run(file.file(), own, (bucket, row) -> rows.check(bucket.name(), row));
        if (file.file().buckets().isEmpty()) {
            own.accept(FileFault.of(Kind.BOLT_BUCKET, 0, "buckets", "index", "none"));
        }
    }

    private static List<Place> places(BoltdbFile file, Consumer<FileFault> own) {
        try {
            return Place.of(file);
        } catch (CorruptDataException e) {
            own.accept(FileFault.of(Kind.BOLT_BUCKET, e));
            return List.of();
        }
    }

    /** Looks at the rows of all files together; nothing can be added afterwards. */
    public void finish(SeriesSink sink) throws IOException {
        new SeriesCheck(rules, (file, fault) -> faults.fault(files.get(file), fault), sink).run(facts.sorted());
    }

    @Override
    public void close() throws IOException {
        facts.close();
    }
}
