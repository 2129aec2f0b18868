package dev.lokistore.index;

import dev.lokistore.index.layout.AmbiguousRootException;
import dev.lokistore.index.layout.BucketsReader;
import dev.lokistore.index.layout.NestedReader;
import dev.lokistore.index.layout.RootFinder;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSettings;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store's root, found under a URI.
 *
 * @param objects the store below its root
 */
record StoreRoot(ObjectReader objects, StoreLayout layout) {
    static StoreRoot find(ObjectReader reader, @Nullable LokiConfig config) throws IOException {
        List<String> hints = config == null
                ? List.of()
                : config.periods().stream()
                        .map(SchemaPeriod::pathPrefix)
                        .distinct()
                        .toList();
        try {
            StoreLayout layout = RootFinder.find(reader, hints);
            return new StoreRoot(NestedReader.of(reader, layout.root()), layout);
        } catch (AmbiguousRootException several) {
            if (config != null && several.roots().contains(config.objectPrefix())) {
                return below(reader, config.objectPrefix(), hints);
            }
            List<ObjectReader> buckets = config == null ? List.of() : copiesOfBuckets(reader, config, several.roots());
            if (buckets.isEmpty()) {
                throw several;
            }
            return united(buckets, config, hints);
        }
    }

    /** The store that the configuration means, of several Lokis that share a bucket. */
    private static StoreRoot below(ObjectReader reader, String prefix, List<String> hints) throws IOException {
        ObjectReader objects = NestedReader.of(reader, prefix);
        StoreLayout found = RootFinder.find(objects, hints);
        return new StoreRoot(objects, new StoreLayout(prefix, found.forms(), found.delimiter(), found.indexPrefixes()));
    }

    private static StoreRoot united(List<ObjectReader> buckets, @Nullable LokiConfig config, List<String> hints)
            throws IOException {
        String objectPrefix = config == null ? "" : config.objectPrefix();
        // the delimiter shows in the keys themselves, and is needed to send reads to the right bucket
        char delimiter = RootFinder.find(new BucketsReader(buckets, objectPrefix, ':'), hints)
                .delimiter();
        ObjectReader united = new BucketsReader(buckets, objectPrefix, delimiter);
        return new StoreRoot(united, RootFinder.find(united, hints));
    }

    /** The configured buckets, in their order, if the roots found are copies of exactly these, side by side. */
    private static List<ObjectReader> copiesOfBuckets(ObjectReader reader, LokiConfig config, List<String> roots) {
        for (StoreSettings settings : config.stores().values()) {
            if (settings instanceof StoreSettings.S3 s3 && s3.buckets().size() > 1) {
                String parent = parentOf(roots.get(0), s3.buckets(), config.objectPrefix());
                List<String> expected = new ArrayList<>();
                for (String bucket : s3.buckets()) {
                    expected.add(parent + bucket + "/" + config.objectPrefix());
                }
                Set<String> found = new HashSet<>(roots);
                if (found.equals(new HashSet<>(expected))) {
                    return expected.stream()
                            .map(root -> NestedReader.of(reader, root))
                            .toList();
                }
            }
        }
        return List.of();
    }

    private static String parentOf(String root, List<String> buckets, String objectPrefix) {
        for (String bucket : buckets) {
            String tail = bucket + "/" + objectPrefix;
            if (root.equals(tail) || root.endsWith("/" + tail)) {
                return root.substring(0, root.length() - tail.length());
            }
        }
        return "";
    }
}
