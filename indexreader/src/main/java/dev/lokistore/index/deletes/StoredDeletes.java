package dev.lokistore.index.deletes;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The delete requests of a Loki store, from wherever it keeps them.
 *
 * @param stores all that are there, also those that cannot be read
 * @param requests of the stores that Loki uses: by store, then tenant, creation, id
 * @param unused requests that are only in a boltdb store beside which Loki uses an SQLite one
 */
public record StoredDeletes(List<DeleteRequestStore> stores, List<Stored> requests, List<Stored> unused) {
    /** What Loki takes if nothing else is configured. */
    private static final String DEFAULT_PREFIX = "index/";

    /** A request and the store that holds it. */
    public record Stored(DeleteRequest request, DeleteRequestStore store) {
        private String identity() {
            return request.tenant() + ":" + request.requestId();
        }
    }

    public StoredDeletes {
        stores = List.copyOf(stores);
        requests = List.copyOf(requests);
        unused = List.copyOf(unused);
    }

    /**
     * Looks below every index prefix and reads what is there.
     *
     * @param form null for the one that Loki uses; otherwise only this one is looked at
     * @param temporary a folder that exists; it is empty again afterwards
     * @param problems told of what cannot be read; where SQLite cannot, the boltdb store beside it takes its place
     */
    public static StoredDeletes read(
            LokiStore loki, DeleteRequestStore.@Nullable Form form, Path temporary, Problems problems)
            throws IOException {
        Set<String> prefixes = new LinkedHashSet<>(loki.layout().indexPrefixes());
        prefixes.add(DEFAULT_PREFIX);
        List<DeleteRequestStore> stores = DeleteRequestStore.find(loki.objects(), prefixes).stream()
                .filter(store -> form == null || store.form() == form)
                .toList();
        Map<String, List<Stored>> used = new LinkedHashMap<>();
        List<Stored> unused = new ArrayList<>();
        for (DeleteRequestStore store : stores) {
            List<Stored> read = new ArrayList<>();
            if (!read(loki, store, temporary, problems, read)) {
                continue;
            }
            String key = store.object().key().value();
            List<Stored> first = used.putIfAbsent(key.substring(0, key.lastIndexOf('/')), read);
            if (first != null) {
                Set<String> known = new LinkedHashSet<>();
                first.forEach(stored -> known.add(stored.identity()));
                read.stream()
                        .filter(stored -> !known.contains(stored.identity()))
                        .forEach(unused::add);
            }
        }
        return new StoredDeletes(
                stores, used.values().stream().flatMap(Collection::stream).toList(), unused);
    }

    private static boolean read(
            LokiStore loki, DeleteRequestStore store, Path temporary, Problems problems, List<Stored> into)
            throws IOException {
        String key = store.object().key().value();
        try {
            for (DeleteRequest request :
                    store.read(loki.objects(), temporary, problems).requests()) {
                into.add(new Stored(request, store));
            }
            return true;
        } catch (CorruptDataException e) {
            problems.report(key, e);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.TOO_LARGE && e.kind() != StoreException.Kind.NO_SUCH_OBJECT) {
                throw e;
            }
            problems.report(key, e);
        }
        return false;
    }
}
