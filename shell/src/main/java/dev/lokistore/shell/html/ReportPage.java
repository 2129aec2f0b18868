package dev.lokistore.shell.html;

import dev.lokistore.shell.render.HtmlJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a page of a report. The page is the same for every report but for one element of JSON, from which its script
 * builds everything as text: nothing that comes from a store is ever a part of the markup.
 */
public final class ReportPage {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
    /** In this order they are one script. */
    private static final List<String> SCRIPTS = List.of(
            "elements.js", "quantities.js", "theme.js", "tables.js", "bars.js", "heatmap.js", "findings.js", "page.js");

    private final ChartLibrary library;

    /** @param chartVersion of the Chart.js that is on the class path */
    public ReportPage(String chartVersion) {
        this.library = new ChartLibrary(chartVersion);
    }

    /** The whole page; as large as its parts, so bound the rows of the report. */
    public String of(Report report) {
        String style = inline(Resources.text("page.css"));
        String chart = inline(library.script());
        String script = inline("'use strict';\n(() => {\n"
                + SCRIPTS.stream().map(Resources::text).collect(Collectors.joining("\n")) + "})();\n");
        Map<String, String> parts = Map.of(
                "policy", ContentPolicy.of(List.of(chart, script), List.of(style)),
                "style", style,
                "chart", chart,
                "script", script,
                "data", HtmlJson.text(data(report)));
        // one pass, so that what is put in is never looked at
        return PLACE.matcher(Resources.text("page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(part(parts, place.group(1))));
    }

    private Map<String, @Nullable Object> data(Report report) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>(report.data());
        data.put("library", Map.of("name", "Chart.js " + library.version(), "licence", library.licence()));
        return data;
    }

    private static String part(Map<String, String> parts, String name) {
        String part = parts.get(name);
        if (part == null) {
            throw new IllegalStateException("the page has no part " + name);
        }
        return part;
    }

    /** Scripts and styles cannot be escaped: they must not hold what would end their element. */
    private static String inline(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("</script") || lower.contains("</style") || lower.contains("<!--")) {
            throw new IllegalStateException("a script or style cannot stand in a page: " + text.substring(0, 80));
        }
        return text;
    }
}
