package dev.lokistore.index.deletes;

import dev.lokistore.chunk.CorruptDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Makes a copy of a store with a change, in which everything else is as it was, and reads it again. */
final class ChangedRequests {
    private final DeleteRequestStore store;
    private final RequestChange change;
    private final Path temporary;

    ChangedRequests(DeleteRequestStore store, RequestChange change, Path temporary) {
        this.store = store;
        this.change = change;
        this.temporary = temporary;
    }

    /**
     * Makes the copy.
     *
     * @throws CorruptDataException if any row of the store is broken, a request is not there, or there is what this does not
     *     know how to keep
     */
    byte[] of(byte[] stored) throws IOException {
        DeleteRequests before = read(stored);
        requireKnown(before);
        DeleteRequests after = change.on(before, store.form());
        byte[] copy = copy(stored, before, after);
        if (!read(copy).equals(after)) {
            throw bad("copy with changed requests", "the same requests otherwise", "others");
        }
        return copy;
    }

    private byte[] copy(byte[] stored, DeleteRequests before, DeleteRequests after) throws IOException {
        try (UnpackedFile file = UnpackedFile.unpack(store.object().key().value(), stored, temporary)) {
            if (store.form() == DeleteRequestStore.Form.SQLITE) {
                new SqliteChange(change, before, after).apply(file);
                return gzip(file.path());
            }
            Path copy = Files.createTempFile(temporary, "lokistore-deletes-", ".tmp");
            try {
                new BoltdbChange(change, before, after).copy(file, copy);
                return gzip(copy);
            } finally {
                Files.deleteIfExists(copy);
            }
        }
    }

    private DeleteRequests read(byte[] bytes) throws IOException {
        String key = store.object().key().value();
        List<IOException> faults = new ArrayList<>();
        DeleteRequests read = store.form().read(key, bytes, temporary, (subject, cause) -> faults.add(cause));
        if (!faults.isEmpty()) {
            throw faults.get(0);
        }
        return read;
    }

    private void requireKnown(DeleteRequests before) throws CorruptDataException {
        if (change instanceof RequestChange.Processed processed) {
            Set<RequestName> missing = new HashSet<>(processed.requests());
            before.requests().forEach(request -> missing.remove(RequestName.of(request)));
            if (!missing.isEmpty()) {
                throw bad("delete requests", "those of the plan", "none of the name " + missing);
            }
        }
        if (change instanceof RequestChange.Renamed renamed && before.has(renamed.to())) {
            throw bad("delete requests", "none of tenant '" + renamed.to() + "'", "some");
        }
    }

    private static byte[] gzip(Path file) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            Files.copy(file, out);
        }
        return packed.toByteArray();
    }

    private CorruptDataException bad(String what, String expected, String found) {
        return new CorruptDataException(store.object().key().value(), 0, what, expected, found);
    }
}
