package dev.lokistore.shell.command;

import picocli.CommandLine.Command;

/** {@code retention}. */
@Command(
        name = "retention",
        subcommands = {
            RetentionReportCommand.class,
            RetentionExplainCommand.class,
            RetentionPlanCommand.class,
            RetentionApplyCommand.class
        },
        description = {
            "Says what Loki's retention rules do to the store: for each tenant and rule its streams and chunks, what is past"
                    + " the period now, and when the next chunk falls due. Reads the index and listings, no chunk.",
            "The rules are those of --loki-config and --overrides. Nothing is removed, whatever they say: that does 'retention"
                    + " apply'."
        },
        footer = {
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml retention --overrides overrides.yaml",
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml retention --forecast --days 14 -t team-a",
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml retention explain '{app=\"web\"}' --expired",
            "  lokistore -s s3://loki-chunks retention plan --loki-config new.yaml --present loki.yaml"
        })
final class RetentionCommand extends RetentionTotals {}
