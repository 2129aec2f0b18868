package dev.lokistore.index.table;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Problems;
import dev.lokistore.index.bolt.OlderStateException;
import dev.lokistore.index.boltdb.BoltdbSalvage;
import dev.lokistore.index.tsdb.TsdbLimits;
import dev.lokistore.index.tsdb.TsdbSalvage;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.TaskResult;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The files of a table that were downloaded and opened so far, and those that turned out broken. */
final class OpenFiles implements Closeable {
    private static final int SMALLEST_SYMBOL_CACHE = 64;

    private final Downloads downloads;
    private final TableOptions options;
    private final Problems problems;
    private final Map<String, OpenFile> opened = new HashMap<>();
    private final Set<String> broken = new HashSet<>();

    OpenFiles(Downloads downloads, TableOptions options, Problems problems) {
        this.downloads = downloads;
        this.options = options;
        this.problems = problems;
    }

    /** Downloads and opens what is not open yet; broken files are reported and missing in the result. */
    List<OpenFile> open(List<TableFile> wanted) throws IOException {
        List<TableFile> missing = wanted.stream()
                .filter(file -> !opened.containsKey(file.key()) && !broken.contains(file.key()))
                .toList();
        int entries = options.tsdb().symbolCacheEntries() / Math.max(1, wanted.size());
        TsdbLimits limits = options.tsdb().withSymbolCacheEntries(Math.max(SMALLEST_SYMBOL_CACHE, entries));
        download(missing, limits);
        List<OpenFile> open = new ArrayList<>();
        for (TableFile file : wanted) {
            OpenFile found = opened.get(file.key());
            if (found != null) {
                open.add(found);
            }
        }
        return open;
    }

    private void download(List<TableFile> missing, TsdbLimits limits) throws IOException {
        if (missing.isEmpty()) {
            return;
        }
        ExecutorService executor = Executors.newFixedThreadPool(Math.min(options.parallelDownloads(), missing.size()));
        List<Future<LocalFile>> futures = new ArrayList<>();
        int taken = 0;
        try {
            for (TableFile file : missing) {
                futures.add(executor.submit(() -> downloads.download(file, problems)));
            }
            for (TableFile file : missing) {
                take(file, futures.get(taken++), limits);
            }
        } finally {
            // after a failure some may still run: what they bring belongs to the downloads, which are closed with the
            // reader
            executor.shutdownNow();
        }
    }

    private void take(TableFile file, Future<LocalFile> future, TsdbLimits limits) throws IOException {
        LocalFile local;
        try {
            local = TaskResult.of(future, "interrupted while downloading");
        } catch (CorruptDataException e) {
            reject(file, e);
            return;
        } catch (StoreException e) {
            if (!concernsOneObject(e)) {
                throw e;
            }
            reject(file, e);
            return;
        }
        try {
            OpenFile open = opened(file, local, limits);
            opened.put(file.key(), open);
            if (open instanceof OpenFile.Boltdb boltdb) {
                Optional<OlderStateException> older = boltdb.boltdb().file().olderState();
                older.ifPresent(why -> problems.report(file.key(), why));
            }
        } catch (CorruptDataException e) {
            downloads.discard(local);
            reject(file, e);
        }
    }

    private OpenFile opened(TableFile file, LocalFile local, TsdbLimits limits) throws IOException {
        if (options.damage() == TableOptions.Damage.SALVAGE) {
            IndexKind kind = OpenFile.kind(file, local);
            Optional<CorruptDataException> fault = kind == IndexKind.BOLTDB
                    ? BoltdbSalvage.fault(local)
                    : TsdbSalvage.fault(local, file.tenant(), limits);
            if (fault.isPresent()) {
                problems.report(file.key(), fault.get());
                LocalFile left = downloads.salvage(local, kind, file, lost -> problems.report(file.key(), lost));
                downloads.discard(local);
                return OpenFile.of(file, left, limits);
            }
        }
        return OpenFile.of(file, local, limits);
    }

    /** The rest of the store may be well: Loki's compactor removes files that were just listed, for one. */
    private static boolean concernsOneObject(StoreException e) {
        return switch (e.kind()) {
            case NO_SUCH_OBJECT, FORBIDDEN, BAD_RESPONSE, TOO_LARGE, IO -> true;
            default -> false;
        };
    }

    private void reject(TableFile file, IOException cause) {
        broken.add(file.key());
        problems.report(file.key(), cause);
    }

    /** Leaves an open file out from now on. */
    void reject(OpenFile file, CorruptDataException cause) throws IOException {
        if (opened.remove(file.file().key()) != null) {
            downloads.discard(file.local());
            reject(file.file(), cause);
        }
    }

    /** Tells of something wrong with a file that does not keep it from being read. */
    void report(OpenFile file, IOException cause) {
        problems.report(file.file().key(), cause);
    }

    @Override
    public void close() throws IOException {
        opened.clear();
        downloads.close();
    }
}
