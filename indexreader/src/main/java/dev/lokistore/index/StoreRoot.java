package dev.lokistore.index;

import dev.lokistore.index.layout.AmbiguousRootException;
import dev.lokistore.index.layout.Composition;
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
 * @param reader that was opened
 * @param source what the layout's root is a prefix of: the reader, or copies of several buckets in it as one
 * @param objects the store below its root
 */
record StoreRoot<S extends ObjectReader>(S reader, S source, S objects, StoreLayout layout) {
    static <S extends ObjectReader> StoreRoot<S> find(S reader, @Nullable LokiConfig config, Composition<S> composition)
            throws IOException {
        List<String> hints = config == null
                ? List.of()
                : config.periods().stream()
                        .map(SchemaPeriod::pathPrefix)
                        .distinct()
                        .toList();
        try {
            StoreLayout layout = RootFinder.find(reader, hints);
            return new StoreRoot<>(reader, reader, composition.nested(reader, layout.root()), layout);
        } catch (AmbiguousRootException several) {
            if (config != null && several.roots().contains(config.objectPrefix())) {
                return below(reader, config.objectPrefix(), hints, composition);
            }
            List<S> buckets =
                    config == null ? List.of() : copiesOfBuckets(reader, config, several.roots(), composition);
            if (buckets.isEmpty()) {
                throw several;
            }
            return united(reader, buckets, config, hints, composition);
        }
    }

    /** The store that the configuration means, of several Lokis that share a bucket. */
    private static <S extends ObjectReader> StoreRoot<S> below(
            S reader, String prefix, List<String> hints, Composition<S> composition) throws IOException {
        S objects = composition.nested(reader, prefix);
        StoreLayout found = RootFinder.find(objects, hints);
        return new StoreRoot<>(
                reader,
                reader,
                objects,
                new StoreLayout(prefix, found.forms(), found.delimiter(), found.indexPrefixes()));
    }

    private static <S extends ObjectReader> StoreRoot<S> united(
            S reader, List<S> buckets, @Nullable LokiConfig config, List<String> hints, Composition<S> composition)
            throws IOException {
        String objectPrefix = config == null ? "" : config.objectPrefix();
        // the delimiter shows in the keys themselves, and is needed to send reads to the right bucket
        char delimiter = RootFinder.find(composition.united(buckets, objectPrefix, ':'), hints)
                .delimiter();
        S united = composition.united(buckets, objectPrefix, delimiter);
        return new StoreRoot<>(reader, united, united, RootFinder.find(united, hints));
    }

    /** The configured buckets, in their order, if the roots found are copies of exactly these, side by side. */
    private static <S extends ObjectReader> List<S> copiesOfBuckets(
            S reader, LokiConfig config, List<String> roots, Composition<S> composition) {
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
                            .map(root -> composition.nested(reader, root))
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
