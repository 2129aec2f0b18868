package dev.lokistore.index.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Loki does to its configuration with {@code -config.expand-env=true}
 * ({@code formats/chunks-and-layout.md#52}): a substitution on the text, before YAML. Supported are plain variables and
 * defaults; the string functions (case, substring, replacement) are not, and are left as they are.
 */
final class EnvExpansion {
    /** A variable, and behind it a default with one of the operators that Loki's library treats alike. */
    private static final Pattern EXPRESSION = Pattern.compile("(?s)([A-Za-z_][A-Za-z0-9_]*)(?:(:[-=?+]|=)(.*))?");

    private static final int MAX_NESTING = 16;

    private final String source;
    private final Function<String, Optional<String>> environment;
    private final IntUnaryOperator lineInFile;
    private final List<ConfigFault> remarks = new ArrayList<>();
    private int line = 1;

    /**
     * @param environment a variable's value, empty if it is not set
     * @param lineInFile of a line of the text
     */
    EnvExpansion(String source, Function<String, Optional<String>> environment, IntUnaryOperator lineInFile) {
        this.source = source;
        this.environment = environment;
        this.lineInFile = lineInFile;
    }

    /**
     * With their lines: variables that are not set and have no default, which were replaced by nothing, as Loki does, and
     * expressions that were left as they are.
     */
    List<ConfigFault> remarks() {
        return remarks;
    }

    String expand(String text) throws LokiConfigException {
        return expand(text, 0);
    }

    private String expand(String text, int nesting) throws LokiConfigException {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : '\0';
            if (c == '\0') {
                return out.toString();
            } else if (c == '\\' && (next == '\\' || next == '/')) {
                out.append(next);
                at += 2;
            } else if (c == '$' && next == '$') {
                out.append('$');
                at += 2;
                // what is escaped stays as it is up to the brace's end: only the dollar counts
                continue;
            } else if (c == '$' && next == '{') {
                int end = closingBrace(text, at + 2);
                out.append(value(text.substring(at + 2, end), nesting));
                at = end + 1;
            } else {
                if (nesting == 0 && c == '\n') {
                    line++;
                }
                out.append(c);
                at++;
            }
        }
        return out.toString();
    }

    private String value(String expression, int nesting) throws LokiConfigException {
        Matcher matcher = EXPRESSION.matcher(expression);
        if (nesting > MAX_NESTING) {
            throw new LokiConfigException(source, lineInFile.applyAsInt(line), "variables are nested too deeply");
        }
        if (!matcher.matches()) {
            remark("only ${NAME} and ${NAME:-default} are understood, no string functions");
            return "${" + expression + "}";
        }
        String name = matcher.group(1);
        Optional<String> value = environment.apply(name);
        String otherwise = matcher.group(3);
        if (otherwise != null) {
            String replacement = expand(otherwise, nesting + 1);
            return value.filter(text -> !text.isEmpty()).orElse(replacement);
        }
        if (value.isEmpty()) {
            remark("${" + name + "} is not set in the environment");
        }
        return value.orElse("");
    }

    private void remark(String message) {
        remarks.add(new ConfigFault(ConfigFault.Severity.NOTE, source, lineInFile.applyAsInt(line), message));
    }

    private int closingBrace(String text, int from) throws LokiConfigException {
        int open = 1;
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '$' && i + 1 < text.length() && text.charAt(i + 1) == '{') {
                open++;
            } else if (text.charAt(i) == '}' && --open == 0) {
                return i;
            }
        }
        throw new LokiConfigException(source, lineInFile.applyAsInt(line), "missing closing brace");
    }
}
