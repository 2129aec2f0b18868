package dev.lokistore.index.logql;

import com.google.re2j.PatternSyntaxException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recursive descent over the part of LogQL that needs no parser stage.
 *
 * <pre>
 * selector = "{" [ matcher { "," matcher } ] "}" { line | "|" meta }
 * matcher  = name ( "=" | "!=" | "=~" | "!~" ) string
 * line     = ( "|=" | "!=" | "|~" | "!~" ) string { "or" string }
 * meta     = and { "or" and }
 * and      = cond { [ "and" | "," ] cond }
 * cond     = matcher | "(" meta ")"
 * </pre>
 */
final class SelectorParser {
    private static final int MAX_LENGTH = 1 << 17;
    private static final int MAX_DEPTH = 100;
    private static final Set<String> STAGES = Set.of(
            "json",
            "logfmt",
            "regexp",
            "pattern",
            "unpack",
            "line_format",
            "label_format",
            "unwrap",
            "decolorize",
            "drop",
            "keep",
            "distinct");
    private static final String ONLY_FILTERS =
            "only line filters and structured-metadata filters are supported: cut the query there, or filter the output";

    private final Scanner scanner;
    private final int length;

    SelectorParser(String text) {
        this.scanner = new Scanner(text);
        this.length = text.length();
    }

    Selector parse() {
        if (length > MAX_LENGTH) {
            throw scanner.error(MAX_LENGTH, "at most " + MAX_LENGTH + " characters", "");
        }
        List<LabelMatcher> matchers = matchers();
        List<LineFilter> lineFilters = new ArrayList<>();
        List<MetadataFilter> metadataFilters = new ArrayList<>();
        while (!scanner.atEnd()) {
            LineFilter line = lineFilter();
            if (line != null) {
                lineFilters.add(line);
            } else if (scanner.take("|")) {
                refuseStage();
                metadataFilters.add(any(0));
            } else {
                throw scanner.expected("a filter ('|=', '!=', '|~', '!~', or '| name=…') or the end", afterFilters());
            }
        }
        return new Selector(matchers, lineFilters, metadataFilters);
    }

    private String afterFilters() {
        return scanner.looksAt("[") ? "ranges belong to metric queries, which are not supported" : "";
    }

    private List<LabelMatcher> matchers() {
        if (!scanner.take("{")) {
            String advice = scanner.peekWord().isEmpty()
                    ? "a selector looks like {app=\"web\"} |= \"error\""
                    : "metric queries are not supported; a selector looks like {app=\"web\"} |= \"error\"";
            throw scanner.expected("'{'", advice);
        }
        List<LabelMatcher> matchers = new ArrayList<>();
        if (scanner.take("}")) {
            return matchers;
        }
        do {
            String name = scanner.peekWord();
            if (name.isEmpty()) {
                throw scanner.expected("a label name", "names are [a-zA-Z_][a-zA-Z0-9_]*");
            }
            scanner.takeWord(name);
            matchers.add(matcher(name));
        } while (scanner.take(","));
        if (!scanner.take("}")) {
            throw scanner.expected("',' or '}'", "");
        }
        return matchers;
    }

    private LabelMatcher matcher(String name) {
        LabelMatcher.Operator operator = operator();
        if (!scanner.looksAtString()) {
            throw scanner.expected(
                    "a string behind " + name + operator.symbol(),
                    scanner.peekWord().equals("ip")
                            ? "ip() is not supported; use =~ with a regular expression"
                            : "write the value in double quotes or backquotes");
        }
        Literal value = scanner.string("a string");
        String text = text(value);
        try {
            return new LabelMatcher(name, operator, text);
        } catch (PatternSyntaxException e) {
            throw badRegex(value, e);
        }
    }

    private LabelMatcher.Operator operator() {
        if (!scanner.looksAt("==")) {
            // the longer signs first
            if (scanner.take("=~")) {
                return LabelMatcher.Operator.MATCHES;
            }
            if (scanner.take("!~")) {
                return LabelMatcher.Operator.NOT_MATCHES;
            }
            if (scanner.take("!=")) {
                return LabelMatcher.Operator.NOT_EQUAL;
            }
            if (scanner.take("=")) {
                return LabelMatcher.Operator.EQUAL;
            }
        }
        boolean comparison = scanner.looksAt(">") || scanner.looksAt("<") || scanner.looksAt("==");
        throw scanner.expected(
                "one of = != =~ !~",
                comparison ? "numbers, durations and sizes cannot be compared; only strings can" : "");
    }

    private @Nullable LineFilter lineFilter() {
        if (scanner.looksAt("|>") || scanner.looksAt("!>")) {
            throw scanner.expected(
                    "one of |= != |~ !~", "pattern filters are not supported; use |~ with an expression");
        }
        for (LineFilter.Operator operator : LineFilter.Operator.values()) {
            if (scanner.take(operator.symbol())) {
                return lineFilter(operator);
            }
        }
        return null;
    }

    private LineFilter lineFilter(LineFilter.Operator operator) {
        List<byte[]> alternatives = new ArrayList<>();
        do {
            if (!scanner.looksAtString()) {
                throw scanner.expected(
                        "a string behind " + operator.symbol(),
                        scanner.peekWord().equals("ip")
                                ? "ip() is not supported; use |~ with a regular expression"
                                : "write it in double quotes or backquotes");
            }
            Literal value = scanner.string("a string");
            if (operator.regex()) {
                checkRegex(value);
            }
            alternatives.add(value.bytes());
        } while (scanner.takeKeyword("or"));
        return new LineFilter(operator, alternatives);
    }

    private void checkRegex(Literal value) {
        try {
            new RegexPattern(text(value));
        } catch (PatternSyntaxException e) {
            throw badRegex(value, e);
        }
    }

    private void refuseStage() {
        String word = scanner.peekWord();
        int start = scanner.offset();
        if (!STAGES.contains(word)) {
            return;
        }
        scanner.takeWord(word);
        boolean compared = scanner.looksAt("=") || scanner.looksAt("!=") || scanner.looksAt("!~");
        if (!compared) {
            throw scanner.error(
                    start, "a structured-metadata filter such as name=\"value\"", "'| " + word + "': " + ONLY_FILTERS);
        }
        throw scanner.error(start, "a name that is no LogQL keyword", "Loki itself refuses '" + word + "' as a name");
    }

    private MetadataFilter any(int depth) {
        List<MetadataFilter> filters = new ArrayList<>();
        do {
            filters.add(all(depth));
        } while (scanner.takeKeyword("or"));
        return filters.size() == 1 ? filters.get(0) : new MetadataFilter.Any(filters);
    }

    private MetadataFilter all(int depth) {
        List<MetadataFilter> filters = new ArrayList<>();
        boolean more = true;
        while (more) {
            filters.add(condition(depth));
            more = scanner.takeKeyword("and") || scanner.take(",") || startsCondition();
        }
        return filters.size() == 1 ? filters.get(0) : new MetadataFilter.All(filters);
    }

    private boolean startsCondition() {
        String word = scanner.peekWord();
        return scanner.looksAt("(") || !word.isEmpty() && !word.equals("or");
    }

    private MetadataFilter condition(int depth) {
        if (scanner.looksAt("(")) {
            if (depth == MAX_DEPTH) {
                throw scanner.expected("at most " + MAX_DEPTH + " nested parentheses", "");
            }
            scanner.take("(");
            MetadataFilter inner = any(depth + 1);
            if (!scanner.take(")")) {
                throw scanner.expected("')'", "");
            }
            return inner;
        }
        String name = scanner.peekWord();
        if (name.isEmpty() || name.equals("or") || name.equals("and")) {
            throw scanner.expected(
                    "a structured-metadata filter such as name=\"value\"", "names are [a-zA-Z_][a-zA-Z0-9_]*");
        }
        scanner.takeWord(name);
        return new MetadataFilter.Condition(matcher(name));
    }

    private String text(Literal value) {
        try {
            return value.text();
        } catch (CharacterCodingException e) {
            throw scanner.error(value.offset(), "UTF-8", "only |= and != look for bytes that are none");
        }
    }

    private LogqlException badRegex(Literal value, PatternSyntaxException e) {
        return scanner.error(
                value.offset(),
                "a regular expression in RE2 syntax",
                e.getDescription() + (e.getPattern() == null || e.getPattern().isEmpty() ? "" : ": " + e.getPattern()));
    }
}
