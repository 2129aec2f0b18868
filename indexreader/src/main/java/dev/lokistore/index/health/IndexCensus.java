package dev.lokistore.index.health;

import dev.lokistore.index.BoundedTasks;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.query.ObjectFaults;
import dev.lokistore.index.schema.TsdbHeader;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which formats a store's index files have. */
public final class IndexCensus {
    /** More headers than this are not read, so that the question stays quick: of the rest the version is not known. */
    public static final int MAX_HEADERS = 1_000;

    private record Format(IndexKind kind, int version, boolean gzipped, boolean compacted) {
        private static final Comparator<Format> ORDER = Comparator.comparing(Format::kind)
                .thenComparing(Format::version)
                .thenComparing(Format::compacted)
                .thenComparing(Format::gzipped);
    }

    private static final int UNKNOWN = 0;

    private final ObjectReader objects;
    private final Problems problems;
    private final Map<Format, long[]> formats = new TreeMap<>(Format.ORDER);

    private IndexCensus(ObjectReader objects, Problems problems) {
        this.objects = objects;
        this.problems = problems;
    }

    /**
     * Reads the first bytes of TSDB files, of {@value #MAX_HEADERS} spread over all tables if there are more.
     *
     * @param concurrency requests at the same time
     * @return by kind, version, compacted, compressed
     */
    public static List<IndexFormat> of(LokiStore store, int concurrency, Problems problems) throws IOException {
        List<TableFile> files =
                store.tables().stream().map(Table::files).flatMap(List::stream).toList();
        IndexCensus census = new IndexCensus(store.objects(), problems);
        BoundedTasks.run(concurrency, census.tasks(files));
        List<IndexFormat> found = new ArrayList<>();
        census.formats.forEach((format, sums) -> found.add(
                new IndexFormat(format.kind, version(format), format.gzipped, format.compacted, sums[0], sums[1])));
        return found;
    }

    private static @Nullable Integer version(Format format) {
        return format.version == UNKNOWN ? null : (Integer) format.version;
    }

    private List<BoundedTasks.Task> tasks(List<TableFile> files) {
        long tsdb = files.stream().filter(IndexCensus::hasVersion).count();
        long step = Math.max(1, (tsdb + MAX_HEADERS - 1) / MAX_HEADERS);
        List<BoundedTasks.Task> tasks = new ArrayList<>();
        long seen = 0;
        for (TableFile file : files) {
            if (hasVersion(file) && seen++ % step == 0) {
                tasks.add(() -> {
                    add(file, look(file));
                    return List.of();
                });
            } else {
                add(file, UNKNOWN);
            }
        }
        return tasks;
    }

    private static boolean hasVersion(TableFile file) {
        return file.kind() == IndexKind.TSDB && file.object().sizeBytes() > 0;
    }

    private int look(TableFile file) throws IOException {
        try {
            OptionalInt format =
                    TsdbHeader.format(objects, file.object().key(), file.name().gzipped());
            return format.orElse(UNKNOWN);
        } catch (IOException e) {
            if (!ObjectFaults.isLocal(e)) {
                throw e;
            }
            problems.report(file.key(), e);
            return UNKNOWN;
        }
    }

    private synchronized void add(TableFile file, int version) {
        Format format = new Format(
                file.kind(), version, file.name().gzipped(), file.name().compacted());
        long[] sums = formats.computeIfAbsent(format, key -> new long[2]);
        sums[0]++;
        sums[1] += file.object().sizeBytes();
    }
}
