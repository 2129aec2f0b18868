package dev.lokistore.index.deletes;

import dev.lokistore.index.Problems;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The object in which Loki keeps its delete requests: a gzipped database below
 * {@code <prefix>delete_requests/}.
 */
public record DeleteRequestStore(ObjectInfo object, Form form) {
    private static final String FOLDER = "delete_requests/";
    private static final int MAX_STORED_BYTES = 64 << 20;

    /** Which database. */
    public enum Form {
        /** Loki 3.5 and later, if configured. */
        SQLITE("delete_requests.sqlite.gz"),
        /** Every Loki since 2.4. */
        BOLTDB("delete_requests.gz");

        private final String fileName;

        Form(String fileName) {
            this.fileName = fileName;
        }

        /** Reads what was stored under a key. */
        DeleteRequests read(String key, byte[] stored, Path temporary, Problems problems) throws IOException {
            Faults faults = new Faults(key, problems);
            try (UnpackedFile file = UnpackedFile.unpack(key, stored, temporary)) {
                return switch (this) {
                    case BOLTDB -> new BoltdbRequests(file, faults).read();
                    case SQLITE -> new SqliteRequests(file.name(), file.path(), faults).read();
                };
            }
        }
    }

    /**
     * Looks for the stores below some prefixes, with a HEAD request for each form.
     *
     * @param prefixes {@code index/}, usually; each ends with {@code /}
     * @return by prefix in the order given. Where a prefix has both forms, SQLite comes first and is the one that Loki
     *     uses: it is removed when Loki goes back to boltdb
     */
    public static List<DeleteRequestStore> find(ObjectReader reader, Collection<String> prefixes) throws IOException {
        List<DeleteRequestStore> found = new ArrayList<>();
        for (String prefix : prefixes) {
            for (Form form : Form.values()) {
                at(reader, ObjectKey.of(prefix + FOLDER + form.fileName)).ifPresent(found::add);
            }
        }
        return found;
    }

    /**
     * The store of a key.
     *
     * @return empty if there is none
     * @throws IllegalArgumentException if no store has such a key
     */
    public static Optional<DeleteRequestStore> at(ObjectReader reader, ObjectKey key) throws IOException {
        Form form = form(key).orElseThrow(() -> new IllegalArgumentException(key + " is no store of delete requests"));
        try {
            return Optional.of(new DeleteRequestStore(reader.head(key), form));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<Form> form(ObjectKey key) {
        return Stream.of(Form.values())
                .filter(form -> ("/" + key).endsWith("/" + FOLDER + form.fileName))
                .findFirst();
    }

    /**
     * Reads all requests.
     *
     * @param temporary a folder that exists, for the unpacked database; it is empty again afterwards
     * @param problems told of requests whose rows are broken, under the object's key; they are left out as a whole
     * @throws dev.lokistore.chunk.CorruptDataException if the database is broken, or too many of its rows are
     */
    public DeleteRequests read(ObjectReader reader, Path temporary, Problems problems) throws IOException {
        byte[] stored = reader.readAll(object.key(), MAX_STORED_BYTES);
        return form.read(object.key().value(), stored, temporary, problems);
    }

    /**
     * Makes what takes the object's place when some requests change: the same store otherwise.
     *
     * @param temporary a folder that exists; it is empty again afterwards
     * @return to be stored under the object's key
     * @throws dev.lokistore.chunk.CorruptDataException if anything of the database is broken, or a request is not there
     */
    public byte[] changed(ObjectReader reader, RequestChange change, Path temporary) throws IOException {
        byte[] stored = reader.readAll(object.key(), MAX_STORED_BYTES);
        return new ChangedRequests(this, change, temporary).of(stored);
    }
}
