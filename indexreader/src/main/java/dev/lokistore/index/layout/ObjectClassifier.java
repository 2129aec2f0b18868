package dev.lokistore.index.layout;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells objects apart by their whole key, never by its first part alone: a tenant may be called {@code index} or
 * {@code rules} ({@code formats/chunks-and-layout.md#32}). Where a key fits several patterns, a chunk wins.
 */
public final class ObjectClassifier {
    private static final Pattern TABLE_FILE = Pattern.compile("(?s)[^/]*\\d/[^/]+(/[^/]+)?");
    private static final Pattern DELETE_REQUESTS = Pattern.compile("delete_requests/delete_requests(\\.sqlite)?\\.gz");
    private static final Pattern MANIFEST = Pattern.compile(
            "__deletion_manifest__/[^/]+/(manifest\\.proto|[0-9]+\\.proto|[0-9]+-storage-updates\\.proto)");
    private static final Pattern RULES = Pattern.compile("(?s)rules/[^/]+/[A-Za-z0-9_=-]+/[A-Za-z0-9_=-]+");
    private static final Pattern BLOOM =
            Pattern.compile("(?s)bloom/[^/]+/[^/]+/(metas/.+\\.json|blocks/.+/.+\\.tar.*)");
    private static final Pattern DATA_OBJECT =
            Pattern.compile("(?s)dataobj/(tenant-[^/]+/)?(objects|index|indexobj|tocs|metastore)/.+");
    private static final Pattern WAL = Pattern.compile("loki-v2/wal/[^/]+/[^/]+");
    private static final String SEED = "loki_cluster_seed.json";
    private static final String OWN = ".lokistore/";
    private static final String DEFAULT_INDEX = "index/";

    private final StoreLayout layout;
    private final List<String> indexPrefixes;

    public ObjectClassifier(StoreLayout layout) {
        this.layout = layout;
        // a store whose index is gone may still have delete requests in the usual place
        this.indexPrefixes = layout.indexPrefixes().isEmpty() ? List.of(DEFAULT_INDEX) : layout.indexPrefixes();
    }

    /** @param key relative to the store's root */
    public ObjectKind classify(String key) {
        if (key.startsWith(OWN)) {
            return ObjectKind.OWN;
        }
        if (key.endsWith("/")) {
            return ObjectKind.DIRECTORY_MARKER;
        }
        if (key.equals(SEED)) {
            return ObjectKind.CLUSTER_SEED;
        }
        if (ChunkName.tryParse(key, layout.delimiter()).isPresent()) {
            return ObjectKind.CHUNK;
        }
        for (String prefix : indexPrefixes) {
            if (key.startsWith(prefix)) {
                String rest = key.substring(prefix.length());
                if (DELETE_REQUESTS.matcher(rest).matches()) {
                    return ObjectKind.DELETE_REQUESTS;
                }
                if (TABLE_FILE.matcher(rest).matches()) {
                    return ObjectKind.INDEX_FILE;
                }
            }
        }
        return byPlace(key);
    }

    private static ObjectKind byPlace(String key) {
        if (RULES.matcher(key).matches()) {
            return ObjectKind.RULES;
        }
        if (BLOOM.matcher(key).matches()) {
            return ObjectKind.BLOOM;
        }
        if (DATA_OBJECT.matcher(key).matches()) {
            return ObjectKind.DATA_OBJECT;
        }
        if (MANIFEST.matcher(key).matches()) {
            return ObjectKind.DELETION_MANIFEST;
        }
        return WAL.matcher(key).matches() ? ObjectKind.EXPERIMENTAL_WAL : ObjectKind.UNKNOWN;
    }
}
