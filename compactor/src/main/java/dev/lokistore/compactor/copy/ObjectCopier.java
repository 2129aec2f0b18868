package dev.lokistore.compactor.copy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Copies single objects from one store into another, and makes sure of each. Never overwrites, never writes to the source.
 * Safe for use by several threads.
 */
final class ObjectCopier {
    /** Larger ones go through a file. */
    private static final int IN_MEMORY = 8 << 20;

    /** What became of an object. */
    enum Outcome {
        COPIED,
        PRESENT
    }

    private final ObjectReader source;
    private final ObjectStore target;
    private final CopyRequest request;

    ObjectCopier(ObjectReader source, ObjectStore target, CopyRequest request) {
        this.source = source;
        this.target = target;
        this.request = request;
    }

    /**
     * Copies an object.
     *
     * @param chunk whose checksum the content must have; null if it is no chunk
     * @throws CorruptDataException if the source's content has not the checksum of its key
     * @throws UnreadableObjectException if the source does not give the object
     * @throws StoreException of kind {@code ALREADY_EXISTS} if there is another object under the key
     */
    Outcome copy(ObjectInfo object, ObjectKey to, @Nullable ChunkRef chunk) throws IOException {
        Optional<ObjectInfo> there = find(to);
        if (there.isPresent()) {
            requireSame(object, there.get());
            return Outcome.PRESENT;
        }
        if (request.dryRun()) {
            return Outcome.COPIED;
        }
        if (object.sizeBytes() <= IN_MEMORY) {
            byte[] bytes = UnreadableObjectException.read(() -> source.readAll(object.key(), IN_MEMORY));
            check(object, chunk, bytes);
            verify(target.put(to, bytes), bytes.length, md5(bytes), Digests.of(bytes));
        } else {
            copyLarge(object, to, chunk);
        }
        return Outcome.COPIED;
    }

    /**
     * Writes a file that was made for the target.
     *
     * @throws StoreException of kind {@code ALREADY_EXISTS} if there is another object under the key
     */
    Outcome write(ObjectKey to, Path file, String sha256) throws IOException {
        Optional<ObjectInfo> there = find(to);
        if (there.isPresent()) {
            if (there.get().sizeBytes() != Files.size(file)
                    || !digest(target, to).equals(sha256)) {
                throw exists(to);
            }
            return Outcome.PRESENT;
        }
        if (!request.dryRun()) {
            verify(target.put(to, file), Files.size(file), "", sha256);
        }
        return Outcome.COPIED;
    }

    private StoreException exists(ObjectKey key) {
        return new StoreException(
                StoreException.Kind.ALREADY_EXISTS,
                key + " is in " + target.name() + " already, with another content: it stays as it is",
                null);
    }

    private Optional<ObjectInfo> find(ObjectKey key) throws IOException {
        try {
            return Optional.of(target.head(key));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void requireSame(ObjectInfo object, ObjectInfo there) throws IOException {
        boolean same = there.sizeBytes() == object.sizeBytes()
                && (!request.recheck()
                        || UnreadableObjectException.read(() -> digest(source, object.key()))
                                .equals(digest(target, there.key())));
        if (!same) {
            throw exists(there.key());
        }
    }

    private static String digest(ObjectReader store, ObjectKey key) throws IOException {
        try (ObjectBody body = store.get(key)) {
            return Digests.of(body.stream());
        }
    }

    private static void check(ObjectInfo object, @Nullable ChunkRef chunk, byte[] bytes) throws CorruptDataException {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        check(object, chunk, crc);
    }

    private static void check(ObjectInfo object, @Nullable ChunkRef chunk, CRC32C crc) throws CorruptDataException {
        if (chunk != null && (int) crc.getValue() != chunk.checksum()) {
            throw new CorruptDataException(
                    object.key().value(),
                    0,
                    "CRC-32C of the object",
                    chunk.checksumHex() + " as its key says",
                    Long.toHexString(crc.getValue()));
        }
    }

    private void copyLarge(ObjectInfo object, ObjectKey to, @Nullable ChunkRef chunk) throws IOException {
        Path file = Files.createTempFile(request.temporary(), "lokistore-copy-", ".tmp");
        try {
            CRC32C crc = new CRC32C();
            MessageDigest md5 = md5();
            UnreadableObjectException.read(() -> {
                try (ObjectBody body = source.get(object.key());
                        InputStream in = new DigestInputStream(new CheckedInputStream(body.stream(), crc), md5);
                        OutputStream out = Files.newOutputStream(file)) {
                    return in.transferTo(out);
                }
            });
            check(object, chunk, crc);
            verify(target.put(to, file), Files.size(file), HexFormat.of().formatHex(md5.digest()), Digests.of(file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** An ETag that is the MD5 of what was sent says that it is there; else it is read back. */
    private void verify(ObjectInfo written, long size, String md5, String sha256) throws IOException {
        boolean sure = written.sizeBytes() == size
                && (written.etag().equalsIgnoreCase(md5)
                        || digest(target, written.key()).equals(sha256));
        if (!sure) {
            throw new StoreException(
                    StoreException.Kind.BAD_RESPONSE,
                    written.key() + " in " + target.name() + " reads back otherwise than it was written",
                    null);
        }
    }

    private static String md5(byte[] bytes) {
        return HexFormat.of().formatHex(md5().digest(bytes));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
