package dev.lokistore.index.inventory;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.layout.ObjectClassifier;
import dev.lokistore.index.layout.ObjectKind;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.query.ObjectFaults;
import dev.lokistore.index.rules.RuleGroupKey;
import dev.lokistore.index.rules.RuleRoots;
import dev.lokistore.index.table.Stray;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableOptions;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The objects whose content reports read, as listed at one time, and those beside them below the index prefixes: index
 * files, delete requests, rule groups, the cluster's seed, the compactor's manifests. Keys are those of
 * {@link LokiStore#source()}.
 */
final class SmallObjects {
    /** Of an object that is no index file. */
    private static final long MAX_OTHER_BYTES = 64 << 20;

    private static final String DELETES = "delete_requests/";
    private static final String DEFAULT_INDEX = "index/";
    private static final String MANIFESTS = "__deletion_manifest__/";
    private static final String SEED = "loki_cluster_seed.json";

    /** What is to be done with an object. */
    enum Use {
        /** Nothing. */
        LISTED,
        /** Its content is read; there is never another under its name. */
        READ,
        /** Its content is read; there may be another by then. */
        READ_AND_LOOK
    }

    record Found(ObjectInfo info, Use use) {}

    private final ObjectReader source;
    private final StoreLayout layout;
    private final ObjectClassifier classifier;
    private final NavigableMap<String, Found> found = new TreeMap<>(ObjectKey::compareUtf8);
    private final Map<String, IOException> unlisted = new TreeMap<>();

    private SmallObjects(LokiStore loki) {
        this.source = loki.source();
        this.layout = loki.layout();
        this.classifier = new ObjectClassifier(layout);
    }

    /** Lists them. */
    static SmallObjects of(LokiStore loki) throws IOException {
        SmallObjects objects = new SmallObjects(loki);
        String root = objects.layout.root();
        objects.index(loki);
        if (!objects.layout.indexPrefixes().contains(DEFAULT_INDEX)) {
            objects.list(root + DEFAULT_INDEX + DELETES);
        }
        objects.list(root + MANIFESTS);
        objects.list(root + SEED);
        for (String place : RuleRoots.beside(objects.source, root)) {
            objects.list(place + RuleGroupKey.PREFIX);
        }
        return objects;
    }

    ObjectReader source() {
        return source;
    }

    StoreLayout layout() {
        return layout;
    }

    /** By key, in key order. */
    NavigableMap<String, Found> found() {
        return found;
    }

    /** What could not be listed, by what its keys begin with. */
    Map<String, IOException> unlisted() {
        return unlisted;
    }

    /** Whether a later listing showed the same. */
    boolean sameAs(SmallObjects other) {
        return found.equals(other.found)
                && layout.equals(other.layout)
                && unlisted.keySet().equals(other.unlisted.keySet());
    }

    /** Whether an object of this key would be among these, had it been there when they were listed. */
    boolean covers(String key) {
        if (!key.startsWith(layout.root())) {
            return false;
        }
        String below = key.substring(layout.root().length());
        return switch (classifier.classify(below)) {
            case CHUNK -> false;
            case INDEX_FILE, DELETE_REQUESTS, DELETION_MANIFEST, CLUSTER_SEED, RULES -> true;
            default -> layout.indexPrefixes().stream().anyMatch(below::startsWith);
        };
    }

    private void index(LokiStore loki) throws IOException {
        for (Table table : loki.tables()) {
            for (TableFile file : table.files()) {
                boolean readable = file.object().sizeBytes() <= TableOptions.DEFAULT.storedBytes();
                add(below(file.object()), readable ? Use.READ : Use.LISTED);
            }
        }
        for (Stray stray : loki.strays()) {
            boolean read =
                    stray.why() == Stray.Why.DELETE_REQUESTS && stray.object().sizeBytes() <= MAX_OTHER_BYTES;
            add(below(stray.object()), read ? Use.READ_AND_LOOK : Use.LISTED);
        }
    }

    private ObjectInfo below(ObjectInfo info) {
        ObjectKey key = ObjectKey.of(layout.root() + info.key().value());
        return new ObjectInfo(key, info.sizeBytes(), info.lastModified(), info.etag());
    }

    private void list(String prefix) throws IOException {
        List<ObjectInfo> listed = new ArrayList<>();
        try (Listing<ObjectInfo> listing = source.list(prefix)) {
            while (listing.next()) {
                listed.add(listing.entry());
            }
        } catch (IOException e) {
            if (!ObjectFaults.isLocal(e)) {
                throw e;
            }
            unlisted.put(prefix, e);
        }
        listed.forEach(info -> add(info, info.sizeBytes() <= MAX_OTHER_BYTES ? Use.READ_AND_LOOK : Use.LISTED));
    }

    private void add(ObjectInfo info, Use use) {
        String key = info.key().value();
        boolean chunk = key.startsWith(layout.root())
                && classifier.classify(key.substring(layout.root().length())) == ObjectKind.CHUNK;
        // no log line gets into an inventory, whatever its tenant is called
        if (!chunk) {
            found.putIfAbsent(key, new Found(info, use));
        }
    }
}
