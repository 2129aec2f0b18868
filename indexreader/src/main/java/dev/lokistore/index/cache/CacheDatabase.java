package dev.lokistore.index.cache;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * The MapDB file of a cache: entries by name, blobs by number. Not thread-safe. May throw anything where the file is
 * broken. Without write-ahead log: a process that is killed while it writes leaves a file that is not opened again.
 */
final class CacheDatabase {
    /** MapDB's own limit is 16 MiB. */
    static final int MAX_BLOB_BYTES = 15 << 20;

    private static final int BLOB_BITS = 24;
    private static final String STORE = "store";
    private static final String PRIVATE_FILE = "rw-------";

    private final DB db;
    private final BTreeMap<String, byte[]> entries;
    private final BTreeMap<Long, byte[]> blobs;

    private CacheDatabase(DB db) {
        this.db = db;
        this.entries = db.treeMap("entries", Serializer.STRING, Serializer.BYTE_ARRAY)
                .valuesOutsideNodesEnable()
                .createOrOpen();
        this.blobs = db.treeMap("blobs", Serializer.LONG, Serializer.BYTE_ARRAY)
                .valuesOutsideNodesEnable()
                .createOrOpen();
    }

    /** Opens the file, or makes one that only this user can read. */
    static CacheDatabase open(Path file, String store) throws IOException {
        // neither mapped nor a channel: an interrupted thread would close a channel for all
        DB db = DBMaker.fileDB(file.toFile()).make();
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(PRIVATE_FILE));
            }
            db.atomicString(STORE).createOrOpen().set(store);
            return new CacheDatabase(db);
        } catch (IOException | RuntimeException | AssertionError e) {
            db.close();
            throw e;
        }
    }

    /** Reads an existing file; the store that it is about. */
    static String storeOf(Path file) {
        try (DB db = DBMaker.fileDB(file.toFile()).readOnly().make()) {
            String store = db.atomicString(STORE).createOrOpen().get();
            return store == null ? "" : store;
        }
    }

    /** Whether the failure means that another process, or another part of this one, has the file. */
    static boolean isInUse(Throwable failure) {
        return failure instanceof DBException.FileLocked
                || failure.getCause() instanceof java.nio.channels.OverlappingFileLockException
                || failure instanceof java.nio.channels.OverlappingFileLockException;
    }

    List<String> names() {
        return new ArrayList<>(entries.getKeys());
    }

    @Nullable
    EntryRecord entry(String name) throws IOException {
        byte[] bytes = entries.get(name);
        return bytes == null ? null : EntryRecord.parse(name, bytes);
    }

    void put(String name, EntryRecord record) {
        entries.put(name, record.toBytes());
    }

    /** Drops an entry, if there is one, with its blobs. */
    void remove(String name) throws IOException {
        EntryRecord record = entry(name);
        if (record != null) {
            entries.remove(name);
            removeBlobs(record.id(), record.blobs());
        }
    }

    void removeBlobs(long id, int count) {
        for (int index = 0; index < count; index++) {
            blobs.remove(key(id, index));
        }
    }

    /** A number that no entry has, also none that is being written. */
    long nextId() {
        long id = db.atomicLong("ids").createOrOpen().incrementAndGet();
        // left by a process that ended in the middle
        NavigableMap<Long, byte[]> left = blobs.subMap(key(id, 0), key(id + 1, 0));
        new ArrayList<>(left.keySet()).forEach(blobs::remove);
        return id;
    }

    byte @Nullable [] blob(long id, int index) {
        return blobs.get(key(id, index));
    }

    void putBlob(long id, int index, byte[] blob) {
        blobs.put(key(id, index), blob);
    }

    private static Long key(long id, int index) {
        if (index >= 1 << BLOB_BITS) {
            throw new IllegalArgumentException("more blobs than an entry can have");
        }
        return (id << BLOB_BITS) + index;
    }

    void commit() {
        db.commit();
    }

    void close() {
        db.close();
    }
}
