package dev.lokistore.index.logql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A LogQL log query without parsers: stream matchers, then filters, all of which must hold. Immutable, safe for use by
 * several threads.
 *
 * <pre>{@code
 * {app="web", env=~"p.*"} |= "error" != "debug" |~ "re2" | trace_id="ab" and user!=""
 * }</pre>
 *
 * @param matchers empty for all streams, which {@code {}} asks for (Loki itself refuses it)
 */
public record Selector(
        List<LabelMatcher> matchers, List<LineFilter> lineFilters, List<MetadataFilter> metadataFilters) {
    /** All streams, all lines. */
    public static final Selector ALL = new Selector(List.of(), List.of(), List.of());

    public Selector {
        matchers = List.copyOf(matchers);
        lineFilters = List.copyOf(lineFilters);
        metadataFilters = List.copyOf(metadataFilters);
    }

    /** @throws LogqlException if the text is no selector, or asks for what only a running Loki does */
    public static Selector parse(String text) {
        return new SelectorParser(text).parse();
    }

    /** This selector with a further line filter. */
    public Selector with(LineFilter filter) {
        List<LineFilter> filters = new ArrayList<>(lineFilters);
        filters.add(filter);
        return new Selector(matchers, filters, metadataFilters);
    }

    /** Whether the matchers hold for a stream. */
    public boolean acceptsStream(UnaryOperator<String> labelOrEmpty) {
        for (LabelMatcher matcher : matchers) {
            if (!matcher.matches(labelOrEmpty.apply(matcher.name()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the line filters hold for a line, given as a range of a buffer. */
    public boolean acceptsLine(byte[] buffer, int offset, int length) {
        for (LineFilter filter : lineFilters) {
            if (!filter.accepts(buffer, offset, length)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the metadata filters hold; see {@link MetadataFilter#accepts}. */
    public boolean acceptsMetadata(UnaryOperator<String> lookup) {
        for (MetadataFilter filter : metadataFilters) {
            if (!filter.accepts(lookup)) {
                return false;
            }
        }
        return true;
    }

    /** LogQL that parses to an equal selector, if its strings are UTF-8. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(matchers.stream().map(Selector::text).collect(Collectors.joining(", ", "{", "}")));
        lineFilters.forEach(filter -> text.append(' ').append(filter));
        metadataFilters.forEach(filter -> text.append(" | ").append(filter));
        return text.toString();
    }

    private static String text(LabelMatcher matcher) {
        return matcher.name() + matcher.operator().symbol() + quote(matcher.value());
    }

    static String quote(String value) {
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }
}
