package dev.lokistore.index.inventory;

import dev.lokistore.index.Caching;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.objectstore.ExactStream;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An inventory file as a store that can only be read: all objects as they were listed, with sizes, ETags and times, and
 * the content of those that reports read. To read any other object, such as a chunk, is {@link Kind#UNSUPPORTED}; one that
 * could not be read when the inventory was saved is {@link Kind#IO}.
 *
 * <p>The bytes may come from anybody: whatever is wrong with them is a {@link dev.lokistore.chunk.CorruptDataException}
 * when they are read. Keeps a few segments of keys in memory, about 5 MB.
 */
public final class SavedInventory implements ObjectReader {
    private static final int SEGMENTS_KEPT = 8;
    private static final Duration FOR_EVER = Duration.ofDays(100_000);

    private final InventoryFile file;
    private final InventoryDirectory directory;
    private final Map<Integer, ListedObject[]> kept = new Kept();
    private final InventoryListing.Source keys = new Keys();

    private SavedInventory(InventoryFile file) {
        this.file = file;
        this.directory = file.directory();
    }

    /** Whether the file begins as an inventory does. */
    public static boolean isOne(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] magic = in.readNBytes(Long.BYTES);
            return magic.length == Long.BYTES && ByteBuffer.wrap(magic).getLong() == InventoryFormat.MAGIC;
        }
    }

    /**
     * Opens a file; reads its ends only.
     *
     * @throws dev.lokistore.chunk.CorruptDataException if it is no inventory, of another version, or cut short
     */
    public static SavedInventory open(Path path) throws IOException {
        return new SavedInventory(InventoryFile.open(path));
    }

    public InventoryAbout about() {
        return directory.about();
    }

    /** Tells it from every other inventory, and from the same file after a change. */
    public String id() {
        return file.id();
    }

    /** Of the file. */
    public long fileBytes() {
        return file.length();
    }

    /**
     * How a Loki store in it is opened: without content of chunks, with what was found out when it was saved, and with all
     * that the cache remembers, however old, since an inventory does not change.
     *
     * @param cache under a name that {@link #id} is part of; closed by whoever opened it
     */
    public OpenOptions optionsFrom(OpenOptions options, StoreCache cache, InstantSource clock) {
        StoreCache noted = new NotedCache(directory.notes(), cache);
        return options.withoutChunkContent().withCaching(new Caching(noted, FOR_EVER, 0, clock, taken -> {}));
    }

    /** Reads all there is and checks it. */
    public void verify() throws IOException {
        for (int segment = 0; segment < directory.segments(); segment++) {
            file.packed(segment);
        }
        for (int segment = 0; segment < directory.keySegments(); segment++) {
            for (ListedObject object : file.keys(segment)) {
                for (int block = 0; block < object.blocks().length; block++) {
                    content(object, block);
                }
            }
        }
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) {
        return InventoryListing.deep(keys, prefix, startAfter);
    }

    @Override
    public Listing<ListEntry> listLevel(String prefix) {
        return InventoryListing.level(keys, prefix);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return find(key).info();
    }

    private ListedObject find(ObjectKey key) throws IOException {
        if (directory.keySegments() > 0) {
            ListedObject[] candidates = segment(directory.floor(key.value()));
            int low = 0;
            int high = candidates.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = ObjectKey.compareUtf8(candidates[middle].key(), key.value());
                if (order == 0) {
                    return candidates[middle];
                }
                low = order < 0 ? middle + 1 : low;
                high = order < 0 ? high : middle - 1;
            }
        }
        throw StoreException.noSuchObject(name(), key, null);
    }

    private ListedObject held(ObjectKey key) throws IOException {
        ListedObject object = find(key);
        return switch (object.state()) {
            case HELD -> object;
            case LISTED ->
                throw new StoreException(
                        Kind.UNSUPPORTED,
                        key + " is not in the inventory " + name() + ", which holds no chunks: read it from "
                                + directory.about().store(),
                        null);
            case UNREADABLE ->
                throw new StoreException(
                        Kind.IO, key + " could not be read when the inventory " + name() + " was saved", null);
        };
    }

    private byte[] content(ListedObject object, int block) throws IOException {
        int bytes = InventoryFormat.blockBytes(object.info().sizeBytes(), block);
        return file.block(object.blocks()[block], bytes);
    }

    @Override
    public ObjectBody get(ObjectKey key) throws IOException {
        ListedObject object = held(key);
        long size = object.info().sizeBytes();
        return new ObjectBody(object.info(), new ExactStream(new Content(object), key + " in " + name(), size));
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("range at " + offset + " of length " + length);
        }
        ListedObject object = held(key);
        int count = (int) Math.max(0, Math.min(length, object.info().sizeBytes() - offset));
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            int block = (int) ((offset + done) / InventoryFormat.BLOCK_BYTES);
            int from = (int) ((offset + done) % InventoryFormat.BLOCK_BYTES);
            byte[] content = content(object, block);
            int part = Math.min(count - done, content.length - from);
            System.arraycopy(content, from, bytes, done, part);
            done += part;
        }
        return bytes;
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        long size = find(key).info().sizeBytes();
        if (size > limitBytes) {
            throw StoreException.tooLarge(name(), key, size, limitBytes);
        }
        return read(key, 0, (int) size);
    }

    private ListedObject[] segment(int number) throws IOException {
        synchronized (kept) {
            ListedObject[] known = kept.get(number);
            if (known != null) {
                return known;
            }
        }
        ListedObject[] read = file.keys(number);
        synchronized (kept) {
            kept.put(number, read);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private final class Keys implements InventoryListing.Source {
        @Override
        public int segments() {
            return directory.keySegments();
        }

        @Override
        public int floor(String key) {
            return directory.floor(key);
        }

        @Override
        public ListedObject[] keys(int segment) throws IOException {
            return SavedInventory.this.segment(segment);
        }
    }

    /** One block in memory at a time. */
    private final class Content extends InputStream {
        private final ListedObject object;
        private byte[] block = new byte[0];
        private int at;
        private int next;

        Content(ListedObject object) {
            this.object = object;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (at == block.length) {
                if (next == object.blocks().length) {
                    return length == 0 ? 0 : -1;
                }
                block = content(object, next++);
                at = 0;
            }
            int count = Math.min(length, block.length - at);
            System.arraycopy(block, at, into, offset, count);
            at += count;
            return count;
        }
    }

    private static final class Kept extends LinkedHashMap<Integer, ListedObject[]> {
        @Serial
        private static final long serialVersionUID = 1L;

        Kept() {
            super(2 * SEGMENTS_KEPT, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, ListedObject[]> eldest) {
            return size() > SEGMENTS_KEPT;
        }
    }
}
