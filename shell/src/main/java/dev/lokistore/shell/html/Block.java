package dev.lokistore.shell.html;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing in a section of a page: a chart, a table, findings, a note. */
public sealed interface Block permits Bars, DataTable, Facts, Findings, HeatMap, Note {
    /** What the page's script draws it from; {@code type} tells it how. */
    Map<String, @Nullable Object> data();
}
