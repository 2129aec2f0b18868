package dev.lokistore.index.inventory;

import dev.lokistore.index.BoundedTasks;
import dev.lokistore.index.pack.Segment;
import dev.lokistore.index.query.ObjectFaults;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads whole objects into an inventory, several at a time, a block of each in memory. What was read is not read again
 * unless the object changed. One that cannot be read does not stop the others.
 */
final class HeldContent {
    private final InventoryWriter writer;
    private final Map<String, ListedObject> objects = new ConcurrentHashMap<>();
    private final Map<String, IOException> failures = new ConcurrentHashMap<>();

    HeldContent(InventoryWriter writer) {
        this.writer = writer;
    }

    /** Told how many of how many objects were read; by several threads. */
    interface Progress {
        void read(int done, int all);
    }

    /** With its content, if exactly this object was read. */
    ListedObject get(ObjectInfo info) {
        ListedObject object = objects.get(info.key().value());
        return object == null || !isSame(object.info(), info)
                ? ListedObject.listed(info)
                : new ListedObject(info, object.state(), object.blocks());
    }

    /** Why an object could not be read, by key. */
    Map<String, IOException> failures() {
        return failures;
    }

    /** Reads those that were not read yet. */
    void read(ObjectReader reader, Collection<SmallObjects.Found> found, int concurrency, Progress progress)
            throws IOException {
        List<SmallObjects.Found> unread = new ArrayList<>();
        for (SmallObjects.Found each : found) {
            if (each.use() != SmallObjects.Use.LISTED && !isTried(each.info())) {
                unread.add(each);
            }
        }
        AtomicInteger done = new AtomicInteger();
        List<BoundedTasks.Task> tasks = new ArrayList<>();
        for (SmallObjects.Found each : unread) {
            tasks.add(() -> {
                read(reader, each);
                progress.read(done.incrementAndGet(), unread.size());
                return List.of();
            });
        }
        BoundedTasks.run(concurrency, tasks);
    }

    private boolean isTried(ObjectInfo info) {
        ListedObject.State state = get(info).state();
        IOException failure = failures.get(info.key().value());
        return state == ListedObject.State.HELD
                || state == ListedObject.State.UNREADABLE && failure != null && !isPassing(failure);
    }

    /** Whether it may be another time: the object was gone, or another one. */
    private static boolean isPassing(IOException failure) {
        return failure instanceof StoreException store
                && (store.kind() == StoreException.Kind.NO_SUCH_OBJECT
                        || store.kind() == StoreException.Kind.BAD_RESPONSE);
    }

    private static boolean isSame(ObjectInfo a, ObjectInfo b) {
        return a.sizeBytes() == b.sizeBytes() && a.etag().equals(b.etag());
    }

    private void read(ObjectReader reader, SmallObjects.Found found) throws IOException {
        ObjectInfo info = found.info();
        String key = info.key().value();
        try {
            int[] blocks = new int[Math.toIntExact(InventoryFormat.blocks(info.sizeBytes()))];
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = writer.block(block(reader, info, i));
            }
            if (found.use() == SmallObjects.Use.READ_AND_LOOK && !isSame(reader.head(info.key()), info)) {
                throw changed(info, "another one is there now");
            }
            objects.put(key, ListedObject.held(info, blocks));
            failures.remove(key);
        } catch (StoreException e) {
            if (!ObjectFaults.isLocal(e)) {
                throw e;
            }
            objects.put(key, ListedObject.unreadable(info));
            failures.put(key, e);
        }
    }

    private static byte[] block(ObjectReader reader, ObjectInfo info, int number) throws IOException {
        long offset = (long) number * InventoryFormat.BLOCK_BYTES;
        int wanted = InventoryFormat.blockBytes(info.sizeBytes(), number);
        byte[] content = reader.read(info.key(), offset, wanted);
        if (content.length != wanted) {
            throw changed(info, "it ends at " + (offset + content.length));
        }
        boolean compressed = info.key().value().endsWith(".gz");
        return compressed ? Segment.packCompressed(content) : Segment.pack(content);
    }

    private static StoreException changed(ObjectInfo info, String how) {
        return new StoreException(
                StoreException.Kind.BAD_RESPONSE,
                info.key() + " changed while it was read: it was listed with " + info.sizeBytes() + " bytes, " + how,
                null);
    }
}
