package dev.lokistore.shell.command;

import picocli.CommandLine.Command;

/** {@code retention report}. */
@Command(
        name = "report",
        description = "What 'retention' does without a further word: see 'lokistore help retention'.",
        footer = "  lokistore -s s3://loki-chunks --loki-config loki.yaml retention report -o jsonl")
final class RetentionReportCommand extends RetentionTotals {}
