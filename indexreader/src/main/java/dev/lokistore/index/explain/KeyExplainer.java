package dev.lokistore.index.explain;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.index.layout.ObjectClassifier;
import dev.lokistore.index.layout.ObjectKind;
import dev.lokistore.index.layout.StoreLayout;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says what the key of an object means. Asks nothing of a store. */
public final class KeyExplainer {
    private static final String DEFAULT_INDEX = "index/";

    private final StoreLayout layout;
    private final List<String> indexPrefixes;
    private final ObjectClassifier classifier;

    public KeyExplainer(StoreLayout layout) {
        this.layout = layout;
        this.indexPrefixes = layout.indexPrefixes().isEmpty() ? List.of(DEFAULT_INDEX) : layout.indexPrefixes();
        this.classifier = new ObjectClassifier(layout);
    }

    /** Of a store of which nothing is known: the usual index prefix, colons. */
    public static KeyExplainer ofAnyStore() {
        return new KeyExplainer(new StoreLayout("", Set.of(), ChunkKeyScheme.DELIMITER, List.of(DEFAULT_INDEX)));
    }

    /**
     * @param key relative to the store's root, logical or physical; not empty. One that begins with the store's root is
     *     taken without it
     */
    public KeyExplanation explain(String key) {
        String relative = relative(key);
        ObjectKind kind = classifier.classify(relative);
        if (kind == ObjectKind.UNKNOWN && layout.delimiter() != ChunkKeyScheme.DELIMITER) {
            // a logical key, as Loki logs it
            Optional<ChunkName> logical = ChunkName.tryParse(relative, ChunkKeyScheme.DELIMITER);
            if (logical.isPresent()) {
                return ChunkKeys.explain(relative, logical.get());
            }
        }
        return switch (kind) {
            case CHUNK ->
                ChunkKeys.explain(
                        relative,
                        ChunkName.tryParse(relative, layout.delimiter())
                                .orElseThrow(() -> new IllegalStateException(relative)));
            case INDEX_FILE -> indexFile(relative);
            case UNKNOWN -> NearMiss.explain(relative, indexPrefixes);
            default -> OtherKeys.explain(relative, kind);
        };
    }

    private KeyExplanation indexFile(String key) {
        for (String prefix : indexPrefixes) {
            if (key.startsWith(prefix)) {
                Optional<KeyExplanation> explained = IndexKeys.explain(key, prefix);
                if (explained.isPresent()) {
                    return explained.get();
                }
            }
        }
        return NearMiss.explain(key, indexPrefixes);
    }

    private String relative(String key) {
        String root = layout.root();
        return !root.isEmpty() && key.startsWith(root) && key.length() > root.length()
                ? key.substring(root.length())
                : key;
    }
}
