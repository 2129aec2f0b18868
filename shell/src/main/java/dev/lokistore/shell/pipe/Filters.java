package dev.lokistore.shell.pipe;

import dev.lokistore.shell.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The filters by name. */
public final class Filters {
    /** The pager, which is a matter of the terminal and not of this package. */
    public static final String PAGER = "less";

    static final long DEFAULT_LINES = 10;

    private static final Pattern SHORT_COUNT = Pattern.compile("-[0-9]+");

    private Filters() {}

    private static Map<String, Supplier<Filter>> all() {
        Map<String, Supplier<Filter>> filters = new LinkedHashMap<>();
        filters.put("grep", GrepFilter::new);
        filters.put("head", HeadFilter::new);
        filters.put("tail", TailFilter::new);
        filters.put("wc", WordCountFilter::new);
        filters.put("sort", SortFilter::new);
        return filters;
    }

    /** Without the pager. */
    public static Set<String> names() {
        return all().keySet();
    }

    /** Name and options of a filter, for completion and help; null if there is none of that name. */
    public static @Nullable CommandSpec spec(String name) {
        Supplier<Filter> filter = all().get(name);
        return filter == null ? null : CommandSpec.forAnnotatedObject(filter.get());
    }

    /**
     * @param words name and arguments
     * @throws UsageException if there is no such filter, or it does not take these arguments
     */
    static Filter parse(List<String> words) {
        String name = words.get(0);
        Supplier<Filter> made = all().get(name);
        if (made == null) {
            throw new UsageException("there is no filter '" + name + "' to pipe into; there are "
                    + String.join(", ", names()) + " and " + PAGER);
        }
        List<String> arguments = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            if (SHORT_COUNT.matcher(word).matches() && (name.equals("head") || name.equals("tail"))) {
                arguments.add("-n");
                arguments.add(word.substring(1));
            } else {
                arguments.add(word);
            }
        }
        Filter filter = made.get();
        try {
            new CommandLine(filter).parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new UsageException(name + ": " + e.getMessage() + "; see 'help pipes'");
        }
        return filter;
    }

    static void checkCount(String filter, long count) {
        if (count < 0) {
            throw new UsageException(filter + ": a count is " + count + " but must be 0 or more");
        }
    }
}
