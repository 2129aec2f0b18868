package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkLimits;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ChunkSalvager;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.compactor.dump.DumpSubject;
import dev.lokistore.compactor.dump.ReadAhead;
import dev.lokistore.compactor.dump.StoreDump;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.ObjectFaults;
import dev.lokistore.index.report.ChunkRow;
import dev.lokistore.index.report.StoreReports.Verification;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which objects {@code dump} is about. They are read ahead, and come into the dump in their order. */
abstract class DumpSubjects {
    /** What is read ahead takes up to this part of the heap, and no more than it needs to keep a network busy. */
    private static final int HEAP_SHARE = 8;

    private static final long MOST_BYTES = 64 << 20;
    /** A chunk as Loki makes them, roughly, of which only the key is known. */
    private static final long USUAL_BYTES = 2 << 20;

    private final Run run;

    private DumpSubjects(Run run) {
        this.run = run;
    }

    /**
     * @param arguments keys and files, or one selector, or nothing for all chunks
     * @param noIndex whether chunks are found by listing
     */
    static DumpSubjects of(Run run, List<String> arguments, boolean noIndex) {
        boolean selector = arguments.stream().anyMatch(argument -> argument.startsWith("{"));
        if (!selector && !arguments.isEmpty()) {
            if (noIndex) {
                throw new UsageException("--no-index is for a selector: keys need no index");
            }
            return new Keys(run, arguments);
        }
        if (arguments.size() > 1) {
            throw new UsageException("give keys, or one selector: " + String.join(" ", arguments));
        }
        Selector streams = selector ? Selector.parse(arguments.get(0)) : run.inheritedSelector();
        if (selector
                && (!streams.lineFilters().isEmpty()
                        || !streams.metadataFilters().isEmpty())) {
            throw new UsageException(
                    "whole chunks are dumped: give only {…}; for lines there are cat and grep: " + arguments.get(0));
        }
        return noIndex ? new Listed(run, streams) : new Indexed(run, streams);
    }

    /** Whether a store is opened for it. */
    boolean readsStore() throws IOException {
        return true;
    }

    /** @return whether there was anything, also if it could not be read */
    final boolean addTo(StoreDump dump) throws IOException {
        long most = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        try (ReadAhead<ChunkSubject> ahead = new ReadAhead<>(run.concurrency(), most)) {
            return addTo(dump, ahead);
        }
    }

    /** Hands everything over before it returns. */
    abstract boolean addTo(StoreDump dump, ReadAhead<ChunkSubject> ahead) throws IOException;

    /** What the store does not give is written down as missing; a store that fails as a whole ends it. */
    final void add(StoreDump dump, String key, String objectKey, ReadAhead.Result<ChunkSubject> subject)
            throws IOException {
        try {
            add(dump, subject.get());
        } catch (StoreException e) {
            requireLocal(e);
            dump.missing(key, objectKey, e);
        }
    }

    private static void requireLocal(StoreException e) throws StoreException {
        if (!ObjectFaults.isLocal(e)) {
            throw e;
        }
    }

    final void add(StoreDump dump, ChunkSubject subject) throws IOException {
        ObjectInfo object = subject.object();
        dump.add(new DumpSubject(
                subject.key(),
                subject.objectKey(),
                object == null ? null : object.etag(),
                object == null ? null : object.lastModified(),
                subject.source(),
                subject.expected()));
        run.activity(++added + " objects dumped");
    }

    private long added;

    final Run run() {
        return run;
    }

    /** Those that are named. */
    private static final class Keys extends DumpSubjects {
        private final LinkedHashSet<String> names;
        private boolean any;
        private @Nullable NotFoundException first;

        Keys(Run run, List<String> names) {
            super(run);
            this.names = new LinkedHashSet<>(names);
        }

        @Override
        boolean readsStore() {
            return names.stream()
                    .anyMatch(name -> ChunkSubject.file(run(), name).isEmpty());
        }

        @Override
        boolean addTo(StoreDump dump, ReadAhead<ChunkSubject> ahead) throws IOException {
            boolean opened = false;
            for (String name : names) {
                if (!opened && ChunkSubject.file(run(), name).isEmpty()) {
                    ChunkSubject.requireStore(run(), name);
                    opened = true;
                }
                ahead.add(USUAL_BYTES, () -> ChunkSubject.find(run(), name), subject -> take(dump, name, subject));
            }
            ahead.finish();
            if (!any && first != null) {
                throw first;
            }
            return true;
        }

        private void take(StoreDump dump, String name, ReadAhead.Result<ChunkSubject> subject) throws IOException {
            try {
                add(dump, subject.get());
                any = true;
            } catch (NotFoundException e) {
                first = first == null ? e : first;
                dump.missing(name, name, new IOException(e.getMessage()));
            } catch (StoreException e) {
                requireLocal(e);
                if (names.size() == 1) {
                    throw e;
                }
                dump.missing(name, name, e);
            }
        }
    }

    /** Those that the index names, as {@code chunks} lists them. */
    private static final class Indexed extends DumpSubjects {
        private final Selector selector;

        Indexed(Run run, Selector selector) {
            super(run);
            this.selector = selector;
        }

        @Override
        boolean addTo(StoreDump dump, ReadAhead<ChunkSubject> ahead) throws IOException {
            Run run = run();
            LokiStore loki = run.loki();
            loki.requireChunkContent();
            long[] count = new long[1];
            run.reports()
                    .chunks(
                            run.reportQuery().withMatchers(selector.matchers()),
                            Verification.LISTING,
                            run.problems(),
                            (ChunkRow row) -> {
                                count[0]++;
                                ahead.add(
                                        row.storedBytes(),
                                        () -> {
                                            ObjectKey key = ObjectKey.of(row.objectKey());
                                            ObjectInfo object = loki.objects().head(key);
                                            return ChunkSubject.ofObject(loki, object, row.ref());
                                        },
                                        subject -> add(dump, row.key(), row.objectKey(), subject));
                            });
            ahead.finish();
            return count[0] > 0;
        }
    }

    /** Those that there are, whether or not an index names them. */
    private static final class Listed extends DumpSubjects {
        private final Selector selector;
        private boolean any;

        Listed(Run run, Selector selector) {
            super(run);
            this.selector = selector;
        }

        @Override
        boolean addTo(StoreDump dump, ReadAhead<ChunkSubject> ahead) throws IOException {
            Run run = run();
            LokiStore loki = run.loki();
            loki.requireChunkContent();
            try (ChunkInventory inventory = loki.inventory(run.namedTenants(), run.problems());
                    StoredChunkCursor chunks = inventory.chunks()) {
                while (chunks.next()) {
                    StoredChunk chunk = chunks.chunk();
                    ChunkRef ref = chunk.ref();
                    if (run.range().overlapsMillis(ref.fromMillis(), ref.throughMillis())) {
                        ahead.add(
                                chunk.object().sizeBytes(),
                                () -> ChunkSubject.ofObject(loki, chunk.object(), ref),
                                subject -> any |= addIfWanted(dump, chunk, subject));
                    }
                }
            }
            ahead.finish();
            return any;
        }

        private boolean addIfWanted(StoreDump dump, StoredChunk chunk, ReadAhead.Result<ChunkSubject> read)
                throws IOException {
            String key = chunk.object().key().value();
            ChunkSubject subject;
            try {
                subject = read.get();
            } catch (StoreException e) {
                requireLocal(e);
                dump.missing(run().loki().logicalKey(chunk.ref()), key, e);
                return true;
            }
            if (!selector.matchers().isEmpty()) {
                Optional<Labels> labels = labels(subject);
                if (labels.isEmpty()) {
                    run().problems()
                            .report(
                                    key,
                                    new CorruptDataException(
                                            key, 0, "the labels are lost, so it is left out; dump it by its key"));
                    return false;
                }
                if (!selector.acceptsStream(labels.get()::valueOrEmpty)) {
                    return false;
                }
            }
            add(dump, subject);
            return true;
        }

        private static Optional<Labels> labels(ChunkSubject subject) throws IOException {
            try {
                return ChunkSalvager.salvage(subject.source(), ChunkLimits.DEFAULT)
                        .header()
                        .map(ChunkHeader::labels);
            } catch (CorruptDataException e) {
                return Optional.empty();
            }
        }
    }
}
