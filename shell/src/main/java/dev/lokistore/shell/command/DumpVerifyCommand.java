package dev.lokistore.shell.command;

import dev.lokistore.compactor.dump.DumpFault;
import dev.lokistore.compactor.dump.DumpVerifier;
import dev.lokistore.compactor.dump.VerifyReport;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.RowWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dump verify}. */
@Command(
        name = "verify",
        description = {
            "Proves that a dump is as it was made. Any byte that was changed, added or taken away anywhere in it is found."
                    + " Needs no store. Exit status 3 if something is wrong.",
            "Whoever can write to a dump can also make its sums anew. What proves that nobody did is the seal that 'dump'"
                    + " printed, kept somewhere else: give it with --seal."
        },
        footer = {
            "  lokistore dump verify /evidence/case-17",
            "  lokistore dump verify case-17.tar --provenance"
                    + " --seal 9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab"
        })
final class DumpVerifyCommand extends StoreCommand {
    private record Verified(String dump, VerifyReport report, boolean followed) {}

    private static final RecordView<DumpFault> FAULT_VIEW = RecordView.<DumpFault>builder()
            .text("id", DumpFault::id)
            .text("path", DumpFault::path)
            .text("message", DumpFault::message)
            .build();

    private static final RecordView<Verified> VIEW = RecordView.<Verified>builder()
            .text("dump", Verified::dump)
            .field(
                    "ok",
                    FieldKind.FLAG,
                    Shown.ALWAYS,
                    verified -> verified.report().sound())
            .count("parts", verified -> (long) verified.report().parts())
            .count("objects", verified -> verified.report().objects())
            .count("files", verified -> verified.report().files())
            .bytes("sizeBytes", verified -> verified.report().sizeBytes())
            .field(
                    "entriesFollowed",
                    FieldKind.COUNT,
                    Shown.ALWAYS,
                    verified -> verified.followed() ? verified.report().entries() : null)
            .text("seal", verified -> verified.report().seal())
            .count("faultCount", verified -> verified.report().faultCount())
            .field(
                    "faults",
                    FieldKind.RECORDS,
                    Shown.STRUCTURED,
                    verified -> verified.report().faults().stream()
                            .map(FAULT_VIEW::asMap)
                            .toList())
            .build();

    @Parameters(paramLabel = "DIR|FILE.tar", description = "The dump")
    private String dump = "";

    @Option(names = "--seal", paramLabel = "HEX", description = "The seal that it had when it was made")
    private @Nullable String seal;

    @Option(
            names = "--provenance",
            description = "Also follow every entry back to its bytes in the object, which takes decoding them all")
    private boolean provenance;

    @Override
    void execute(Run run) throws IOException {
        if (seal != null && !seal.matches("[0-9A-Fa-f]{64}")) {
            throw new UsageException("--seal is 64 hex digits, as 'dump' prints it");
        }
        Path path = run.session().workingDirectory().resolve(dump);
        VerifyReport report = DumpVerifier.verify(path, seal, provenance);
        run.renderOne(VIEW, new Verified(dump, report, provenance));
        if (run.human() && !report.faults().isEmpty()) {
            run.out().println();
            try (RowWriter<DumpFault> rows = run.rendering().rows(FAULT_VIEW)) {
                for (DumpFault fault : report.faults()) {
                    rows.write(fault);
                }
            }
        }
        if (!report.sound()) {
            run.alarm();
        }
    }
}
