package dev.lokistore.shell.command;

import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.index.report.ChunkGoals;
import dev.lokistore.shell.NewFile;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.Version;
import dev.lokistore.shell.html.ReportPage;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}. */
@Command(
        name = "report",
        description = {
            "Writes the reports as one HTML page with charts and sortable tables, to look at or to send to someone."
                    + " The page needs no network and no other file.",
            "Reads the index and listings, no chunk. Retention is in it where --loki-config gives the rules."
        },
        footer = {
            "  lokistore -s testdata/fs-multi-period.tar.gz report --html report.html",
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml report --html report.html --force --top 100",
            "  lokistore -s s3://loki-chunks report --html - -t team-a --from now-7d | gzip > team-a.html.gz"
        })
final class ReportCommand extends StoreCommand {
    private static final String STDOUT = "-";

    @Option(
            names = "--html",
            paramLabel = "FILE",
            required = true,
            description = "The page to write; - for stdout. A file that is there stays as it is without --force")
    private String file = STDOUT;

    @Option(names = "--force", description = "Replace the file if it is there")
    private boolean force;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "50",
            description = "Rows of each long table: the largest; the others are summed up. Default: 50")
    private int top;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "28",
            description = "Days of the retention forecast, today is the first. Default: 28")
    private int days;

    @Mixin
    private PolicyOptions rules = new PolicyOptions();

    @Mixin
    private TinyOption tiny = new TinyOption();

    @Mixin
    private TargetOption target = new TargetOption();

    @Mixin
    private SelectorArgument selector = new SelectorArgument();

    @Override
    void execute(Run run) throws IOException {
        if (top < 1 || top > 10_000) {
            throw new UsageException("--top is " + top + " but must be 1 to 10000");
        }
        if (days < 1 || days > 400) {
            throw new UsageException("--days is " + days + " but must be 1 to 400");
        }
        NewFile output = file.equals(STDOUT) ? null : NewFile.at(path(run), force);
        RetentionPolicy policy = run.configuration() == null ? null : rules.policy(run);
        ChunkGoals goals = target.applyTo(tiny.goals(), run);
        ReportSections sections = new ReportSections(run, selector.query(run), top, goals);
        byte[] page = new ReportPage(Version.chartJs())
                .of(sections.report(selector.text(), policy, days))
                .getBytes(StandardCharsets.UTF_8);
        write(run, output, page);
    }

    private Path path(Run run) {
        return run.session().workingDirectory().resolve(file);
    }

    private void write(Run run, @Nullable NewFile output, byte[] page) throws IOException {
        if (output == null) {
            run.out().flush();
            run.session().out().bytes().write(page);
            run.session().out().bytes().flush();
        } else {
            output.write(page);
            run.note("wrote " + SafeText.escape(file) + ", " + Quantity.bytes(page.length));
        }
    }
}
