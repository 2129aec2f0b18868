package dev.lokistore.shell.command;

import dev.lokistore.index.report.ReportQuery;
import picocli.CommandLine.Option;

/** Whether figures that the index does not hold are read from the chunks' headers. */
final class ExactOption {
    @Option(
            names = "--exact",
            description =
                    "Read every chunk's header and block table, so that raw bytes and entries are known and exact")
    private boolean exact;

    ReportQuery applyTo(ReportQuery query) {
        return exact ? query.withDetail(ReportQuery.Detail.EXACT) : query;
    }
}
