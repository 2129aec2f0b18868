package dev.lokistore.index.logql;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A condition on an entry's structured metadata (LogQL's label filter with strings). A name that is not there is "". */
public sealed interface MetadataFilter {
    /** @param lookup gives a name's value, "" if there is none; structured metadata hides a stream label of that name */
    boolean accepts(UnaryOperator<String> lookup);

    /** Compares one name. */
    record Condition(LabelMatcher matcher) implements MetadataFilter {
        @Override
        public boolean accepts(UnaryOperator<String> lookup) {
            return matcher.matches(lookup.apply(matcher.name()));
        }

        @Override
        public String toString() {
            return matcher.toString();
        }
    }

    /** All must hold. */
    record All(List<MetadataFilter> filters) implements MetadataFilter {
        public All {
            filters = List.copyOf(filters);
        }

        @Override
        public boolean accepts(UnaryOperator<String> lookup) {
            for (MetadataFilter filter : filters) {
                if (!filter.accepts(lookup)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return filters.stream().map(MetadataFilter::toString).collect(Collectors.joining(" and ", "(", ")"));
        }
    }

    /** At least one must hold. */
    record Any(List<MetadataFilter> filters) implements MetadataFilter {
        public Any {
            filters = List.copyOf(filters);
        }

        @Override
        public boolean accepts(UnaryOperator<String> lookup) {
            for (MetadataFilter filter : filters) {
                if (filter.accepts(lookup)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return filters.stream().map(MetadataFilter::toString).collect(Collectors.joining(" or ", "(", ")"));
        }
    }
}
