package dev.lokistore.index.layout;

import java.io.IOException;
import java.io.Serial;
import java.util.List;

/** Several Loki stores lie under a URI, so that one must be chosen: a mistake of the caller. */
public final class AmbiguousRootException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String store;
    private final List<String> roots;

    AmbiguousRootException(String store, List<String> roots) {
        super(store + " holds several Loki stores, name one of them: " + String.join(", ", roots));
        this.store = store;
        this.roots = List.copyOf(roots);
    }

    /** The URI that was looked into. */
    public String store() {
        return store;
    }

    /** Prefixes below {@link #store()}, each ends with {@code /} unless empty; at least two, in key order. */
    public List<String> roots() {
        return roots;
    }
}
