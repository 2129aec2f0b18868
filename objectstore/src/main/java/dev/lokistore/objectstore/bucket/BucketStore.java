package dev.lokistore.objectstore.bucket;

import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.BucketSetting;
import dev.lokistore.objectstore.ExactStream;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A bucket, or the part of it below a prefix: what does not depend on the client library. */
public final class BucketStore implements ObjectStore {
    /** More takes a multipart upload, which nothing here needs. */
    private static final long MAX_PUT_BYTES = 5L << 30;

    private final BucketClient client;
    private final String name;
    private final String prefix;
    private final String bucket;
    private final ServerErrors errors;
    private final Handoff handoff = new Handoff();

    /** Whether the bucket is known to exist and to be reachable. */
    private volatile boolean answered;

    /**
     * @param name the store's URI
     * @param prefix empty, or ends with {@code /}
     */
    public BucketStore(BucketClient client, String name, String bucket, String prefix) {
        this.client = client;
        this.name = name;
        this.prefix = prefix;
        this.bucket = bucket;
        this.errors = new ServerErrors(name, bucket);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<BucketInspector> inspector() {
        return Optional.of(new ClientInspector(client, bucket, prefix, this::ask));
    }

    private <T> T ask(BucketSetting setting, Callable<T> request) throws StoreException {
        return ask(Operation.INSPECT, setting.label(), request);
    }

    @Override
    public Listing<ObjectInfo> list(String keyPrefix, String startAfter) {
        String after = startAfter.isEmpty() ? "" : prefix + startAfter;
        return new PagedListing<>(token -> {
            BucketClient.Page page = page(keyPrefix, "", after, token);
            List<ObjectInfo> infos = new ArrayList<>(page.objects().size());
            for (BucketClient.Item item : page.objects()) {
                addInfo(item, keyPrefix, infos);
            }
            return new PagedListing.Page<>(infos, page.nextToken());
        });
    }

    @Override
    public Listing<ListEntry> listLevel(String keyPrefix) {
        return new PagedListing<>(token -> {
            BucketClient.Page page = page(keyPrefix, "/", "", token);
            List<ListEntry> entries = new ArrayList<>();
            for (BucketClient.Item item : page.objects()) {
                addInfo(item, keyPrefix, entries);
            }
            for (String folder : page.prefixes()) {
                if (folder.endsWith("/")) {
                    entries.add(new Folder(logical(folder, keyPrefix)));
                }
            }
            // the two lists come one after the other, each in order
            entries.sort((a, b) -> ObjectKey.compareUtf8(sortKey(a), sortKey(b)));
            return new PagedListing.Page<>(entries, page.nextToken());
        });
    }

    private static String sortKey(ListEntry entry) {
        return entry instanceof Folder folder
                ? folder.prefix()
                : ((ObjectInfo) entry).key().value();
    }

    private BucketClient.Page page(String keyPrefix, String delimiter, String after, @Nullable String token)
            throws StoreException {
        BucketClient.Page page =
                ask(Operation.LIST, keyPrefix, () -> client.list(prefix + keyPrefix, delimiter, after, token));
        if (token != null && token.equals(page.nextToken())) {
            // would go round for ever
            throw TransportFailures.malformed(what(Operation.LIST, keyPrefix), "the listing does not proceed", null);
        }
        return page;
    }

    private void addInfo(BucketClient.Item item, String keyPrefix, Collection<? super ObjectInfo> to)
            throws StoreException {
        if (item.sizeBytes() < 0) {
            throw TransportFailures.malformed(
                    what(Operation.LIST, keyPrefix), "the listing holds a size of " + item.sizeBytes(), null);
        }
        // the marker that consoles make for the "folder" which is this store's root has no key
        if (!prefix.equals(item.key())) {
            to.add(info(logical(item.key(), keyPrefix), item));
        }
    }

    private String logical(@Nullable String key, String keyPrefix) throws StoreException {
        if (key == null || !key.startsWith(prefix + keyPrefix)) {
            throw TransportFailures.malformed(
                    what(Operation.LIST, keyPrefix), "the listing holds keys that were not asked for", null);
        }
        return key.substring(prefix.length());
    }

    private static ObjectInfo info(String key, BucketClient.Item item) {
        return new ObjectInfo(ObjectKey.of(key), item.sizeBytes(), item.lastModified(), item.etag());
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws StoreException {
        String what = what(Operation.HEAD, key.value());
        try {
            BucketClient.Item item = handoff.call(what, () -> client.head(prefix + key));
            answered = true;
            return info(key.value(), item);
        } catch (ServerError e) {
            boolean clear = e.status() == 404 && answered || e.status() / 100 == 5 || e.status() == 429;
            throw clear ? errors.explain(Operation.HEAD, key.value(), e) : explainByGet(key, e);
        } catch (IOException e) {
            throw TransportFailures.of(what, e, answered);
        }
    }

    /** The answer to a HEAD has no body that says why; that to a GET of one byte has. */
    private StoreException explainByGet(ObjectKey key, ServerError ofHead) throws StoreException {
        String what = what(Operation.HEAD, key.value());
        try {
            handoff.call(what, () -> {
                client.get(prefix + key, new BucketClient.Range(0, 0)).close();
                return true;
            });
        } catch (ServerError e) {
            boolean exists = e.status() == 416;
            return errors.explain(Operation.HEAD, key.value(), exists ? ofHead : e);
        } catch (IOException e) {
            return TransportFailures.of(what, e, true);
        }
        return errors.explain(Operation.HEAD, key.value(), ofHead);
    }

    @Override
    public ObjectBody get(ObjectKey key) throws StoreException {
        BucketClient.Download download = ask(Operation.GET, key.value(), () -> client.get(prefix + key, null));
        String what = what(Operation.GET, key.value());
        if (download.contentLength() < 0) {
            throw TransportFailures.malformed(what, "the answer has no Content-Length", null);
        }
        ObjectInfo info = new ObjectInfo(key, download.contentLength(), download.lastModified(), download.etag());
        InputStream body = new BodyStream(download.stream(), what, handoff);
        return new ObjectBody(info, new ExactStream(body, what, info.sizeBytes()));
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws StoreException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("range at " + offset + " of length " + length);
        }
        if (length == 0) {
            head(key);
            return new byte[0];
        }
        BucketClient.Range range = new BucketClient.Range(offset, offset + length - 1);
        return ask(Operation.READ, key.value(), () -> {
            try (BucketClient.Download download = client.get(prefix + key, range)) {
                return Bodies.range(what(Operation.READ, key.value()), download, range);
            } catch (ServerError e) {
                if (e.status() == 416) {
                    return new byte[0];
                }
                throw e;
            }
        });
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws StoreException {
        return ask(Operation.GET, key.value(), () -> {
            try (BucketClient.Download download = client.get(prefix + key, null)) {
                if (download.contentLength() > limitBytes) {
                    throw StoreException.tooLarge(name, key, download.contentLength(), limitBytes);
                }
                return Bodies.whole(what(Operation.GET, key.value()), download, limitBytes);
            }
        });
    }

    @Override
    public ObjectInfo put(ObjectKey key, byte[] body) throws StoreException {
        return info(key.value(), ask(Operation.PUT, key.value(), () -> client.put(prefix + key, body, false)));
    }

    @Override
    public ObjectInfo put(ObjectKey key, Path body) throws IOException {
        long size = Files.size(body);
        if (size > MAX_PUT_BYTES) {
            throw StoreException.tooLarge(name, key, size, MAX_PUT_BYTES);
        }
        return info(key.value(), ask(Operation.PUT, key.value(), () -> client.put(prefix + key, body)));
    }

    @Override
    public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws StoreException {
        return info(key.value(), ask(Operation.PUT_IF_ABSENT, key.value(), () -> client.put(prefix + key, body, true)));
    }

    @Override
    public ObjectInfo copy(ObjectKey from, ObjectKey to) throws StoreException {
        return info(to.value(), ask(Operation.COPY, from.value(), () -> client.copy(prefix + from, prefix + to)));
    }

    @Override
    public Map<ObjectKey, StoreException> delete(Collection<ObjectKey> keys) throws StoreException {
        if (keys.isEmpty()) {
            return Map.of();
        }
        if (keys.size() == 1) {
            return deleteOne(keys.iterator().next());
        }
        List<String> physical = keys.stream().map(key -> prefix + key).toList();
        String subject = keys.iterator().next() + " and " + (keys.size() - 1) + " more";
        Map<String, ServerError> failed = ask(Operation.DELETE, subject, () -> client.deleteAll(physical));
        Map<ObjectKey, StoreException> failures = new LinkedHashMap<>();
        failed.forEach((key, error) -> {
            String logical = key.substring(prefix.length());
            failures.put(ObjectKey.of(logical), errors.explain(Operation.DELETE, logical, error));
        });
        failures.values().removeIf(failure -> failure.kind() == Kind.NO_SUCH_OBJECT);
        return failures;
    }

    private Map<ObjectKey, StoreException> deleteOne(ObjectKey key) throws StoreException {
        try {
            ask(Operation.DELETE, key.value(), () -> {
                client.delete(prefix + key);
                return true;
            });
        } catch (StoreException e) {
            if (e.kind() == Kind.NO_SUCH_OBJECT) {
                return Map.of();
            }
            if (e.kind() == Kind.INTERRUPTED) {
                throw e;
            }
            return Map.of(key, e);
        }
        return Map.of();
    }

    /** Makes a request and says what its failure means. */
    private <T> T ask(Operation operation, String subject, Callable<T> request) throws StoreException {
        String what = what(operation, subject);
        try {
            T answer = handoff.call(what, request);
            answered = true;
            return answer;
        } catch (ServerError e) {
            answered |= e.code().equals("NoSuchKey");
            throw errors.explain(operation, subject, e);
        } catch (IOException e) {
            throw TransportFailures.of(what, e, answered);
        }
    }

    private String what(Operation operation, String subject) {
        return operation + " '" + subject + "' in " + name;
    }

    @Override
    public void close() throws IOException {
        handoff.close();
        client.close();
    }
}
