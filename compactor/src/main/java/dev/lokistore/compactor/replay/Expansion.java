package dev.lokistore.compactor.replay;

import com.google.re2j.Matcher;

/** Go's templates of regular expressions: {@code $1}, {@code ${1}}, {@code ${name}}, {@code $$}. */
final class Expansion {
    private Expansion() {}

    /** @param match that has matched */
    static String expand(String template, Matcher match) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            char c = template.charAt(at++);
            if (c != '$' || at == template.length()) {
                text.append(c);
                continue;
            }
            if (template.charAt(at) == '$') {
                text.append('$');
                at++;
                continue;
            }
            boolean braces = template.charAt(at) == '{';
            int start = braces ? at + 1 : at;
            int end = start;
            while (end < template.length() && isName(template.charAt(end))) {
                end++;
            }
            if (end == start || braces && (end == template.length() || template.charAt(end) != '}')) {
                text.append(c);
                continue;
            }
            text.append(group(match, template.substring(start, end)));
            at = braces ? end + 1 : end;
        }
        return text.toString();
    }

    private static boolean isName(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    /** What a group matched; nothing if there is none of that name. */
    private static String group(Matcher match, String name) {
        String found = null;
        if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int number = name.length() > 3 ? Integer.MAX_VALUE : Integer.parseInt(name);
            found = number <= match.groupCount() ? match.group(number) : null;
        } else if (match.pattern().namedGroups().containsKey(name)) {
            found = match.group(name);
        }
        return found == null ? "" : found;
    }
}
