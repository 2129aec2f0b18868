package dev.lokistore.objectstore.memory;

import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.SortedListing;
import dev.lokistore.objectstore.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Holds all objects in memory. An ETag is the content's MD5, as on S3. */
public final class MemoryObjectStore implements ObjectStore {
    private record Content(byte[] bytes, Instant lastModified, String etag) {}

    private final ConcurrentNavigableMap<String, Content> objects = new ConcurrentSkipListMap<>(ObjectKey::compareUtf8);
    private final Clock clock;

    public MemoryObjectStore() {
        this(Clock.systemUTC());
    }

    /** @param clock gives the modification times */
    public MemoryObjectStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "memory:";
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) {
        return SortedListing.deep(objects, prefix, startAfter, MemoryObjectStore::info);
    }

    @Override
    public Listing<ListEntry> listLevel(String prefix) {
        return SortedListing.level(objects, prefix, MemoryObjectStore::info);
    }

    private static ObjectInfo info(ObjectKey key, Content content) {
        return new ObjectInfo(key, content.bytes.length, content.lastModified, content.etag);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws StoreException {
        return info(key, content(key));
    }

    @Override
    public ObjectBody get(ObjectKey key) throws StoreException {
        Content content = content(key);
        return new ObjectBody(info(key, content), new ByteArrayInputStream(content.bytes));
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws StoreException {
        byte[] bytes = content(key).bytes;
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("range at " + offset + " of length " + length);
        }
        int from = (int) Math.min(offset, bytes.length);
        return Arrays.copyOfRange(bytes, from, from + Math.min(length, bytes.length - from));
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws StoreException {
        byte[] bytes = content(key).bytes;
        if (bytes.length > limitBytes) {
            throw StoreException.tooLarge(name(), key, bytes.length, limitBytes);
        }
        return bytes.clone();
    }

    private Content content(ObjectKey key) throws StoreException {
        Content content = objects.get(key.value());
        if (content == null) {
            throw StoreException.noSuchObject(name(), key, null);
        }
        return content;
    }

    @Override
    public ObjectInfo put(ObjectKey key, byte[] body) {
        Content content = contentOf(body);
        objects.put(key.value(), content);
        return info(key, content);
    }

    @Override
    public ObjectInfo put(ObjectKey key, Path body) throws IOException {
        return put(key, Files.readAllBytes(body));
    }

    @Override
    public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws StoreException {
        Content content = contentOf(body);
        if (objects.putIfAbsent(key.value(), content) != null) {
            throw StoreException.alreadyExists(name(), key, null);
        }
        return info(key, content);
    }

    @Override
    public ObjectInfo copy(ObjectKey from, ObjectKey to) throws StoreException {
        return put(to, content(from).bytes);
    }

    private Content contentOf(byte[] body) {
        try {
            byte[] md5 = MessageDigest.getInstance("MD5").digest(body);
            return new Content(body.clone(), clock.instant(), HexFormat.of().formatHex(md5));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public Map<ObjectKey, StoreException> delete(Collection<ObjectKey> keys) {
        keys.forEach(key -> objects.remove(key.value()));
        return Map.of();
    }

    @Override
    public void close() {}
}
