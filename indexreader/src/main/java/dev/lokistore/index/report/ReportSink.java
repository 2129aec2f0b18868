package dev.lokistore.index.report;

import java.io.IOException;

/** Takes the rows of a report, one at a time, in the report's order. */
@FunctionalInterface
public interface ReportSink<T> {
    /** @throws IOException if the row cannot be written; ends the report */
    void accept(T row) throws IOException;
}
