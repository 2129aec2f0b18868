package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.logql.LabelMatcher.Operator;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What matchers mean for an index. */
final class Matching {
    private static final String REGEX_SYNTAX = "\\.+*?()[]{}^$";

    private Matching() {}

    /** Whether all matchers match; unknown labels match only where there is none. */
    static boolean matches(SeriesQuery query, @Nullable Labels labels) {
        if (labels == null) {
            return query.matchers().isEmpty();
        }
        return query.matchers().stream().allMatch(matcher -> matcher.matches(labels.valueOrEmpty(matcher.name())));
    }

    /** Whether every series it selects has a row of its label; one that matches the empty string selects others too. */
    static boolean needsLabel(LabelMatcher matcher) {
        return !matcher.matches("");
    }

    /** The only values that a matcher which {@link #needsLabel} can select: of {@code ="v"} and {@code =~"v|w"}. */
    static Optional<SortedSet<String>> values(LabelMatcher matcher) {
        String text = matcher.value();
        if (matcher.operator() == Operator.EQUAL) {
            return Optional.of(new TreeSet<>(Arrays.asList(text)));
        }
        boolean literal =
                matcher.operator() == Operator.MATCHES && text.chars().noneMatch(c -> REGEX_SYNTAX.indexOf(c) >= 0);
        return literal ? Optional.of(new TreeSet<>(Arrays.asList(text.split("\\|")))) : Optional.empty();
    }
}
