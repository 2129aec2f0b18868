package dev.lokistore.compactor.copy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.compactor.engine.ParallelCalls;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.index.layout.ObjectClassifier;
import dev.lokistore.index.layout.ObjectKind;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies a store into another backend or layout: chunks first, then all other objects, index files last, so that a Loki on
 * the target never sees an index whose chunks are not there. Chunks keep their logical keys, and every object its content,
 * byte for byte; of a part of a store the index files are made anew with the rows of that part. A copy that was cut off is
 * carried on by another run.
 */
public final class StoreCopy {
    private static final int BATCH = 512;

    private final LokiStore source;
    private final CopyRequest request;
    private final Consumer<CopyReport> progress;
    private final ObjectCopier copier;
    private final CopyTally tally = new CopyTally();

    /**
     * @param target below its root
     * @param progress told now and then how far it is
     */
    public StoreCopy(LokiStore source, ObjectStore target, CopyRequest request, Consumer<CopyReport> progress) {
        this.source = source;
        this.request = request;
        this.progress = progress;
        this.copier = new ObjectCopier(source.objects(), target, request);
    }

    /** An object on its way; the chunk is null for all others. */
    private record Item(
            ObjectInfo object, ObjectKey to, @Nullable ChunkRef chunk, CopyTally.Kind kind) {}

    /**
     * Copies what is not there yet.
     *
     * @throws IOException if a store as a whole fails; single objects that cannot be copied are in the report
     */
    public CopyReport run() throws IOException {
        ObjectClassifier classifier = new ObjectClassifier(source.layout());
        List<ObjectInfo> index = new ArrayList<>();
        List<ObjectInfo> others = new ArrayList<>();
        try (ParallelCalls threads = new ParallelCalls(request.parallel())) {
            List<Item> batch = new ArrayList<>();
            try (Listing<ObjectInfo> all = source.objects().list("")) {
                while (all.next()) {
                    ObjectInfo object = all.entry();
                    switch (classifier.classify(object.key().value())) {
                        case CHUNK -> chunk(object, batch);
                        case INDEX_FILE -> index.add(object);
                        case OWN, DIRECTORY_MARKER -> {
                            // journals and trash belong to the source
                        }
                        default -> others.add(object);
                    }
                    if (batch.size() == BATCH) {
                        copy(threads, batch);
                    }
                }
            }
            for (ObjectInfo object : others) {
                if (wanted(object, classifier)) {
                    batch.add(new Item(object, object.key(), null, CopyTally.Kind.OTHER));
                }
            }
            copy(threads, batch);
            if (request.whole()) {
                index.forEach(object -> batch.add(new Item(object, object.key(), null, CopyTally.Kind.INDEX)));
                copy(threads, batch);
            } else {
                new IndexExtract(source, request, copier, tally).run();
            }
        }
        return tally.report();
    }

    private void chunk(ObjectInfo object, List<Item> batch) {
        ChunkName name = ChunkName.tryParse(
                        object.key().value(), source.layout().delimiter())
                .orElseThrow();
        ChunkRef ref = name.ref();
        if (request.wants(ref.tenant()) && request.range().overlapsMillis(ref.fromMillis(), ref.throughMillis())) {
            ChunkForm form = ChunkForm.of(name.form().scheme(), request.filesystemNames());
            batch.add(new Item(object, ObjectKey.of(form.key(ref, request.delimiter())), ref, CopyTally.Kind.CHUNK));
        }
    }

    /** Of a part of a store only what is told apart by tenant: the tenant's rules. */
    private boolean wanted(ObjectInfo object, ObjectClassifier classifier) {
        if (request.whole()) {
            return true;
        }
        String key = object.key().value();
        return classifier.classify(key) == ObjectKind.RULES
                && request.tenants().stream().anyMatch(tenant -> key.startsWith("rules/" + tenant + "/"));
    }

    private void copy(ParallelCalls threads, List<Item> batch) throws IOException {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (Item item : batch) {
            calls.add(() -> {
                one(item);
                return true;
            });
        }
        threads.all(calls);
        batch.clear();
        progress.accept(tally.report());
    }

    private void one(Item item) throws IOException {
        try {
            tally.count(
                    item.kind(),
                    copier.copy(item.object(), item.to(), item.chunk()),
                    item.object().sizeBytes());
        } catch (CorruptDataException | UnreadableObjectException e) {
            tally.failed(item.object().key().value(), e);
        } catch (StoreException e) {
            if (!CopyTally.concernsOneObject(e)) {
                throw e;
            }
            tally.failed(item.object().key().value(), e);
        }
    }
}
