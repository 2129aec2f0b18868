package dev.lokistore.index.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A store's cache in a MapDB file, which is opened when it is first asked for something. A file that is broken is
 * removed, one that another process has open is left alone; either way there is no cache then. Least recently used
 * entries go when the file gets too large.
 */
final class MapDbCache implements StoreCache {
    private final Path file;
    private final String store;
    private final long limitBytes;
    private final InstantSource clock;
    private final Consumer<String> note;
    private final Thread atExit = new Thread(this::closeDatabase, "close-cache");
    private @Nullable CacheDatabase database;
    private boolean unusable;

    /**
     * @param file whose folder exists
     * @param store its URI, for people
     * @param limitBytes of all entries together
     * @param note told, in words for people, why the cache is not used
     */
    MapDbCache(Path file, String store, long limitBytes, InstantSource clock, Consumer<String> note) {
        this.file = file;
        this.store = store;
        this.limitBytes = limitBytes;
        this.clock = clock;
        this.note = note;
    }

    /** Something done with the database. */
    private interface Use<T> {
        T on(CacheDatabase open) throws IOException;
    }

    /** Whatever goes wrong in a cache ends the cache, and nothing else. */
    private synchronized <T> T use(T otherwise, Use<T> use) {
        try {
            CacheDatabase open = open();
            return open == null ? otherwise : use.on(open);
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            // a library's parser on bytes that may be broken: it may throw anything, and believe any length
            giveUp(e);
            return otherwise;
        }
    }

    private @Nullable CacheDatabase open() throws IOException {
        if (database == null && !unusable) {
            database = CacheDatabase.open(file, store);
            Runtime.getRuntime().addShutdownHook(atExit);
        }
        return database;
    }

    private void giveUp(Throwable cause) {
        boolean first = !unusable;
        unusable = true;
        closeDatabase();
        if (CacheDatabase.isInUse(cause)) {
            note.accept("the cache " + file + " is in use by another process: going on without it");
            return;
        }
        if (first) {
            note.accept("the cache " + file + " cannot be used and is dropped: " + cause);
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            note.accept("the cache " + file + " cannot be removed: " + e);
        }
    }

    @Override
    public Optional<Entry> find(String name) {
        return use(Optional.empty(), open -> {
            EntryRecord record = open.entry(name);
            if (record == null) {
                return Optional.empty();
            }
            open.put(name, record.usedAt(clock.millis()));
            return Optional.of(new StoredEntry(name, record));
        });
    }

    @Override
    public Optional<Writing> write(String name) {
        return use(Optional.empty(), open -> Optional.of(new NewEntry(name, open.nextId())));
    }

    @Override
    public void remove(String namePrefix) {
        use(0, open -> {
            for (String name : open.names()) {
                if (name.startsWith(namePrefix)) {
                    open.remove(name);
                }
            }
            open.commit();
            return 0;
        });
    }

    @Override
    public void close() {
        closeDatabase();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the process is ending: the hook has run or will
        }
    }

    private synchronized void closeDatabase() {
        CacheDatabase open = database;
        database = null;
        unusable = true;
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException | AssertionError e) {
                note.accept("the cache " + file + " was not closed: " + e);
            }
        }
    }

    private void makeRoom(CacheDatabase open, String newest) throws IOException {
        List<Map.Entry<String, EntryRecord>> entries = new ArrayList<>();
        long bytes = 0;
        for (String name : open.names()) {
            EntryRecord record = open.entry(name);
            if (record != null) {
                entries.add(Map.entry(name, record));
                bytes += record.bytes();
            }
        }
        entries.sort(Comparator.comparingLong(entry -> entry.getValue().usedMillis()));
        for (Map.Entry<String, EntryRecord> entry : entries) {
            if (bytes > limitBytes
                    && (!entry.getKey().equals(newest) || entry.getValue().bytes() > limitBytes)) {
                open.remove(entry.getKey());
                bytes -= entry.getValue().bytes();
            }
        }
    }

    private final class StoredEntry implements Entry {
        private final String entryName;
        private final EntryRecord record;

        StoredEntry(String entryName, EntryRecord record) {
            this.entryName = entryName;
            this.record = record;
        }

        @Override
        public String name() {
            return "cache " + file;
        }

        @Override
        public byte[] description() {
            return record.description().clone();
        }

        @Override
        public int count() {
            return record.blobs();
        }

        @Override
        public byte[] read(int index) throws IOException {
            Optional<byte[]> blob = use(Optional.empty(), open -> Optional.ofNullable(open.blob(record.id(), index)));
            return blob.orElseThrow(() -> new IOException("a part of the cache " + file + " is gone"));
        }

        @Override
        public String toString() {
            return entryName;
        }
    }

    private final class NewEntry implements Writing {
        private final String name;
        private final long id;
        private int blobs;
        private long bytes;
        private boolean finished;
        private boolean failed;

        NewEntry(String name, long id) {
            this.name = name;
            this.id = id;
        }

        @Override
        public void add(byte[] blob) {
            if (failed || blob.length > CacheDatabase.MAX_BLOB_BYTES || bytes + blob.length > limitBytes) {
                failed = true;
                return;
            }
            failed = use(true, open -> {
                open.putBlob(id, blobs, blob);
                return false;
            });
            blobs++;
            bytes += blob.length;
        }

        @Override
        public void finish(byte[] description) {
            if (failed || finished) {
                return;
            }
            finished = use(false, open -> {
                open.remove(name);
                long now = clock.millis();
                open.put(name, new EntryRecord(id, blobs, bytes, now, now, description));
                makeRoom(open, name);
                open.commit();
                return true;
            });
        }

        @Override
        public void close() {
            if (!finished) {
                finished = true;
                use(0, open -> {
                    open.removeBlobs(id, blobs);
                    return 0;
                });
            }
        }
    }
}
