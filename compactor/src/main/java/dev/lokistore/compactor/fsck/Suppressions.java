package dev.lokistore.compactor.fsck;

import dev.lokistore.compactor.check.Finding;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Findings that are known and not to be told again: a line for each, {@code ID SUBJECT [until DATE] [# reason]}. The subject
 * may have {@code *} for any characters and {@code ?} for one. Not thread-safe.
 */
public final class Suppressions implements Predicate<Finding> {
    private static final String UNTIL = "until";
    private static final String CHUNK = "chunk ";
    private static final int DATED_WORDS = 4;

    /** @param number of the line, from 1 */
    private record Rule(int number, String text, String id, Pattern subject, LocalDate last) {}

    private final List<Rule> rules = new ArrayList<>();
    private final List<Rule> expired = new ArrayList<>();
    private final List<Rule> unused = new ArrayList<>();

    private Suppressions() {}

    public static Suppressions none() {
        return new Suppressions();
    }

    /**
     * @param today a line until an earlier day does not count any more
     * @throws IllegalArgumentException if a line is none of these, with its number
     */
    public static Suppressions parse(String text, LocalDate today) {
        Suppressions parsed = new Suppressions();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("(^|\\s)#.*", "").strip();
            if (!line.isEmpty()) {
                Rule rule = rule(i + 1, line);
                (rule.last().isBefore(today) ? parsed.expired : parsed.rules).add(rule);
            }
        }
        parsed.unused.addAll(parsed.rules);
        return parsed;
    }

    private static Rule rule(int number, String line) {
        String[] words = line.split("\\s+");
        boolean dated = words.length == DATED_WORDS && words[2].equals(UNTIL);
        if (words.length != 2 && !dated) {
            throw new IllegalArgumentException(
                    "line " + number + ": expected ID SUBJECT or ID SUBJECT until DATE, found '" + line + "'");
        }
        if (Flaw.ofId(words[0]).isEmpty()) {
            throw new IllegalArgumentException("line " + number + ": there is no finding '" + words[0] + "'");
        }
        try {
            LocalDate last = dated ? LocalDate.parse(words[3]) : LocalDate.MAX;
            return new Rule(number, line, words[0], glob(words[1]), last);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "line " + number + ": expected a date such as 2026-12-31, found '" + words[3] + "'", e);
        }
    }

    private static Pattern glob(String text) {
        StringBuilder pattern = new StringBuilder();
        for (char c : text.toCharArray()) {
            pattern.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(pattern.toString(), Pattern.DOTALL);
    }

    @Override
    public boolean test(Finding finding) {
        boolean suppressed = false;
        for (Rule rule : rules) {
            if (rule.id().equals(finding.id())
                    && names(finding)
                            .anyMatch(name -> rule.subject().matcher(name).matches())) {
                suppressed = true;
                unused.remove(rule);
            }
        }
        return suppressed;
    }

    /** A chunk goes by its key and by its own name. */
    private static Stream<String> names(Finding finding) {
        return Stream.concat(
                Stream.of(finding.subject()),
                finding.evidence().stream()
                        .filter(evidence -> evidence.startsWith(CHUNK))
                        .map(evidence -> evidence.substring(CHUNK.length())));
    }

    /** Lines that nothing fell under, and those whose time is over. */
    public List<String> idle() {
        return Stream.concat(
                        unused.stream().map(rule -> "line " + rule.number() + " suppresses nothing: " + rule.text()),
                        expired.stream().map(rule -> "line " + rule.number() + " is over: " + rule.text()))
                .toList();
    }
}
