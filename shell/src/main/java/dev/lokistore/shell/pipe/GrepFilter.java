package dev.lokistore.shell.pipe;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lokistore.shell.UsageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grep} behind a pipe; the command of that name searches log lines in the store. */
@Command(name = "grep", description = "The lines that match a regular expression (RE2).")
final class GrepFilter implements Filter {
    @Parameters(arity = "0..1", paramLabel = "PATTERN", description = "What to look for")
    private @Nullable String pattern;

    @Option(names = "-e", paramLabel = "PATTERN", description = "What to look for; may be repeated: any of them")
    private List<String> patterns = List.of();

    @Option(names = "-F", description = "A text, and no regular expression")
    private boolean text;

    @Option(names = "-E", description = "A regular expression, which it is anyway")
    private boolean extended;

    @Option(names = "-i", description = "Upper and lower case are the same")
    private boolean ignoreCase;

    @Option(names = "-w", description = "Whole words only")
    private boolean words;

    @Option(names = "-v", description = "The lines that do not match")
    private boolean invert;

    @Option(names = "-c", description = "How many")
    private boolean count;

    @Option(names = "-n", description = "With their numbers")
    private boolean number;

    @Option(names = "-o", description = "Only what matches, each match on a line")
    private boolean only;

    @Option(names = "-m", paramLabel = "N", description = "At most this many")
    private long max = Long.MAX_VALUE;

    @Option(names = "-A", paramLabel = "N", description = "And this many lines after each")
    private int after = -1;

    @Option(names = "-B", paramLabel = "N", description = "And this many lines before each")
    private int before = -1;

    @Option(names = "-C", paramLabel = "N", description = "And this many lines around each")
    private int around;

    @Override
    public LineSink onto(LineSink next) {
        List<String> wanted = new ArrayList<>(patterns);
        if (pattern != null) {
            wanted.add(pattern);
        }
        if (wanted.isEmpty() || pattern != null && wanted.size() > 1) {
            throw new UsageException("grep: give one PATTERN, or several with -e");
        }
        Filters.checkCount("grep", max);
        Filters.checkCount("grep", around);
        int linesBefore = before < 0 ? around : before;
        int linesAfter = after < 0 ? around : after;
        return count
                ? new GrepCount(compile(wanted), invert, max, next)
                : new GrepLines(
                        compile(wanted), new GrepLines.Style(invert, number, only, max, linesBefore, linesAfter), next);
    }

    private Pattern compile(List<String> wanted) {
        StringBuilder expression = new StringBuilder();
        for (String each : wanted) {
            expression
                    .append(expression.isEmpty() ? "" : "|")
                    .append("(?:")
                    .append(text ? Pattern.quote(each) : each)
                    .append(')');
        }
        String whole = words ? "\\b(?:" + expression + ")\\b" : expression.toString();
        try {
            return Pattern.compile(whole, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
        } catch (PatternSyntaxException e) {
            throw new UsageException("grep: " + e.getMessage());
        }
    }
}
