package dev.lokistore.index.deletes;

import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.logql.LogqlException;
import dev.lokistore.index.logql.Selector;
import java.util.List;
import java.util.Optional;

/**
 * The streams that a selector of a delete request is about, which is as much of it as an index can answer. Not for
 * deciding what to delete: a pipeline that is not understood is left out.
 *
 * @param matchers all must match; empty for all streams of the tenant
 * @param filtered whether a pipeline follows, so that perhaps only some lines of these streams are meant
 */
public record DeleteScope(List<LabelMatcher> matchers, boolean filtered) {
    public DeleteScope {
        matchers = List.copyOf(matchers);
    }

    /**
     * Reads a selector.
     *
     * @param query LogQL, without NUL
     * @return empty if it does not begin with stream matchers
     */
    public static Optional<DeleteScope> of(String query) {
        int end = endOfMatchers(query);
        if (end < 0) {
            return Optional.empty();
        }
        try {
            List<LabelMatcher> matchers =
                    Selector.parse(query.substring(0, end)).matchers();
            return Optional.of(new DeleteScope(matchers, !query.substring(end).isBlank()));
        } catch (LogqlException e) {
            return Optional.empty();
        }
    }

    /** Behind the first closing brace that is not within a string; negative if there is none. */
    private static int endOfMatchers(String query) {
        char quote = 0;
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (quote == 0 && c == '}') {
                return i + 1;
            } else if (quote == 0 && (c == '"' || c == '`')) {
                quote = c;
            } else if (quote == '"' && c == '\\') {
                i++; // what is escaped ends nothing
            } else if (c == quote) {
                quote = 0;
            }
        }
        return -1;
    }
}
