package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * An inventory in a temporary file: a B-tree whose keys sort, as bytes, in the order of {@link ChunkRef}.
 *
 * <p>Key: tenant in UTF-8, 0, fingerprint (8 bytes), from, through (8 bytes each, sign bit flipped), checksum (4 bytes),
 * all big-endian. No tenant has a 0, so no tenant's keys lie among another's. Value: form (1 byte), size (8), last
 * modified seconds (8) and nanoseconds (4), ETag in UTF-8.
 */
final class FileInventory implements ChunkInventory {
    private static final int REF_BYTES = 3 * Long.BYTES + Integer.BYTES;
    private static final int VALUE_BYTES = 1 + 2 * Long.BYTES + Integer.BYTES;
    private static final ChunkForm[] FORMS = ChunkForm.values();

    private final char delimiter;
    private final Path file;
    private final DB db;
    private final BTreeMap<byte[], byte[]> tree;
    private final Set<TenantId> tenants = new TreeSet<>();
    private long size;

    private FileInventory(char delimiter, Path file, DB db, BTreeMap<byte[], byte[]> tree) {
        this.delimiter = delimiter;
        this.file = file;
        this.db = db;
        this.tree = tree;
    }

    static FileInventory create(char delimiter, Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "inventory", ".db");
        Files.delete(file); // MapDB makes it, with the right header
        try {
            DB db = DBMaker.fileDB(file.toFile()).fileMmapEnableIfSupported().make();
            BTreeMap<byte[], byte[]> tree = db.treeMap("chunks", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                    .create();
            return new FileInventory(delimiter, file, db, tree);
        } catch (DBException e) {
            Files.deleteIfExists(file);
            throw new IOException("cannot make " + file + " for an inventory: " + e.getMessage(), e);
        }
    }

    /** @param chunks sorted; one whose chunk is here already under the other form of its key is left out */
    void add(PackedChunks chunks) throws IOException {
        try {
            for (int place = 0; place < chunks.distinct(); place++) {
                byte[] key = key(chunks.ref(place));
                if (tree.putIfAbsent(key, value(chunks.form(place), chunks.object(place))) == null) {
                    size++;
                }
            }
        } catch (DBException e) {
            throw new IOException("cannot write the inventory " + file + ": " + e.getMessage(), e);
        }
        tenants.addAll(chunks.tenants());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Set<TenantId> tenants() {
        return Collections.unmodifiableSet(tenants);
    }

    @Override
    public Optional<ObjectInfo> find(ChunkRef ref) {
        return Optional.ofNullable(tree.get(key(ref))).map(value -> object(ref, value));
    }

    @Override
    public StoredChunkCursor chunks() {
        return new Cursor(tree.getEntries().iterator());
    }

    @Override
    public StoredChunkCursor chunks(TenantId tenant) {
        byte[] name = tenant.value().getBytes(StandardCharsets.UTF_8);
        byte[] first =
                ByteBuffer.allocate(name.length + 1).put(name).put((byte) 0).array();
        byte[] behind =
                ByteBuffer.allocate(name.length + 1).put(name).put((byte) 1).array();
        return new Cursor(tree.entryIterator(first, true, behind, false));
    }

    @Override
    public void close() throws IOException {
        try {
            if (!db.isClosed()) {
                db.close();
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static byte[] key(ChunkRef ref) {
        byte[] tenant = ref.tenant().value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(tenant.length + 1 + REF_BYTES)
                .put(tenant)
                .put((byte) 0)
                .putLong(ref.fingerprint())
                .putLong(ref.fromMillis() ^ Long.MIN_VALUE)
                .putLong(ref.throughMillis() ^ Long.MIN_VALUE)
                .putInt(ref.checksum())
                .array();
    }

    private static ChunkRef ref(byte[] key) {
        ByteBuffer buffer = ByteBuffer.wrap(key);
        byte[] tenant = new byte[key.length - 1 - REF_BYTES];
        buffer.get(tenant).get();
        return new ChunkRef(
                TenantId.of(new String(tenant, StandardCharsets.UTF_8)),
                buffer.getLong(),
                buffer.getLong() ^ Long.MIN_VALUE,
                buffer.getLong() ^ Long.MIN_VALUE,
                buffer.getInt());
    }

    private static byte[] value(ChunkForm form, ObjectInfo object) {
        byte[] etag = object.etag().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(VALUE_BYTES + etag.length)
                .put((byte) form.ordinal())
                .putLong(object.sizeBytes())
                .putLong(object.lastModified().getEpochSecond())
                .putInt(object.lastModified().getNano())
                .put(etag)
                .array();
    }

    private ObjectInfo object(ChunkRef ref, byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        ObjectKey key = ObjectKey.of(FORMS[buffer.get()].key(ref, delimiter));
        long sizeBytes = buffer.getLong();
        Instant modified = Instant.ofEpochSecond(buffer.getLong(), buffer.getInt());
        String etag = new String(value, VALUE_BYTES, value.length - VALUE_BYTES, StandardCharsets.UTF_8);
        return new ObjectInfo(key, sizeBytes, modified, etag);
    }

    private final class Cursor implements StoredChunkCursor {
        private final Iterator<Map.Entry<byte[], byte[]>> entries;
        private @Nullable StoredChunk current;

        Cursor(Iterator<Map.Entry<byte[], byte[]>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean next() {
            current = null;
            if (!entries.hasNext()) {
                return false;
            }
            Map.Entry<byte[], byte[]> entry = entries.next();
            ChunkRef ref = ref(entry.getKey());
            current = new StoredChunk(ref, object(ref, entry.getValue()));
            return true;
        }

        @Override
        public StoredChunk chunk() {
            if (current == null) {
                throw new NoSuchElementException("no chunk");
            }
            return current;
        }

        @Override
        public void close() {}
    }
}
