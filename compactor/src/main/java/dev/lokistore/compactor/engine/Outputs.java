package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes new objects and makes sure that they are there as they should be. Never overwrites: what exists already is ours
 * from a run that was cut off, with the same content, or the task fails.
 */
final class Outputs {
    private static final int WRITE_ATTEMPTS = 2;

    private final ObjectStore objects;

    Outputs(ObjectStore objects) {
        this.objects = objects;
    }

    /** How an object is sent. */
    private interface Sender {
        ObjectInfo send() throws IOException;
    }

    void write(WrittenObject output, byte[] body) throws IOException {
        write(output, () -> objects.put(output.key(), body));
    }

    void write(WrittenObject output, Path body) throws IOException {
        write(output, () -> objects.put(output.key(), body));
    }

    private void write(WrittenObject output, Sender sender) throws IOException {
        Optional<ObjectInfo> there = find(objects, output.key());
        if (there.isPresent()) {
            requireOurs(output, there.get());
            return;
        }
        for (int attempt = 1; ; attempt++) {
            sender.send();
            if (isThere(output)) {
                return;
            }
            if (attempt == WRITE_ATTEMPTS) {
                // a truncated or changed object must not stay where readers look
                objects.delete(List.of(output.key()));
                throw new TaskFailedException(output.key() + " reads back otherwise than it was written, "
                        + WRITE_ATTEMPTS + " times, and was removed again: the store cannot be trusted");
            }
        }
    }

    private void requireOurs(WrittenObject output, ObjectInfo there) throws IOException {
        if (there.sizeBytes() != output.sizeBytes()
                || !Digests.of(objects, output.key()).equals(output.sha256())) {
            throw new TaskFailedException(
                    output.key() + " exists already, with another content: it stays as it is." + " Make the plan anew");
        }
    }

    private boolean isThere(WrittenObject output) throws IOException {
        return Digests.of(objects, output.key()).equals(output.sha256());
    }

    /**
     * Before anything is announced: none of the keys may be taken.
     *
     * @throws TaskFailedException naming the first that is
     */
    void requireAbsent(Iterable<WrittenObject> outputs) throws IOException {
        for (WrittenObject output : outputs) {
            if (find(objects, output.key()).isPresent()) {
                throw new TaskFailedException(output.key() + " exists already: it is never overwritten");
            }
        }
    }

    /** Whether the object is there with its size. */
    boolean exists(WrittenObject output) throws IOException {
        return find(objects, output.key())
                .filter(object -> object.sizeBytes() == output.sizeBytes())
                .isPresent();
    }

    static Optional<ObjectInfo> find(ObjectReader objects, ObjectKey key) throws IOException {
        try {
            return Optional.of(objects.head(key));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
