package dev.lokistore.shell.command;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.compactor.proof.ReceiptCheck;
import dev.lokistore.compactor.receipt.Receipt;
import dev.lokistore.compactor.receipt.Receipts;
import dev.lokistore.index.LokiStore;
import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.shell.NewFile;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RowWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code delete verify}. */
@Command(
        name = "verify",
        description = {
            "Reads the store again and proves what a delete's receipt says: that the objects are gone, that no table names"
                    + " them, that no chunk of their streams holds an entry that was meant, and that neither the trash nor"
                    + " old versions in the bucket keep any. Or says what is left.",
            "The receipt itself must be as it was written: the store keeps its SHA-256."
        },
        footer = {
            "  lokistore -s s3://loki-chunks delete verify 0bee4d63232284eb",
            "  lokistore -s s3://loki-chunks delete verify 0bee4d63232284eb --save receipt.json",
            "  lokistore -s s3://loki-chunks delete verify receipt.json -o jsonl"
        })
final class DeleteVerifyCommand extends StoreCommand {
    private static final int MAX_RECEIPT_BYTES = 1 << 30;

    @Parameters(
            paramLabel = "RECEIPT",
            description = "A receipt's file, or the id of the plan, whose receipt is in the store")
    private String receipt = "";

    @Option(names = "--save", paramLabel = "FILE", description = "Also write the receipt to this file")
    private @Nullable Path save;

    @Override
    void execute(Run run) throws IOException {
        LokiStore loki = run.store()
                .changeable(Interceptor.NONE, run.store().temporaryPath())
                .loki();
        byte[] file = file(run, loki);
        Receipt parsed = Receipts.parse(receipt, file);
        if (save != null) {
            NewFile.at(run.session().workingDirectory().resolve(save), false).write(file);
        }
        List<BucketInspector> buckets = run.store().buckets().stream()
                .flatMap(bucket -> bucket.inspector().stream())
                .toList();
        run.activity("reading the store again");
        ReceiptCheck.Proof proof = new ReceiptCheck(parsed, loki, buckets, run.problems()).run(file);
        boolean left = proof.findings().stream().anyMatch(finding -> finding.severity() != Severity.INFO);
        if (left) {
            run.alarm();
        }
        print(run, parsed, proof, left);
    }

    private byte[] file(Run run, LokiStore loki) throws IOException {
        Path path = run.session().workingDirectory().resolve(receipt);
        if (Files.isRegularFile(path)) {
            if (Files.size(path) > MAX_RECEIPT_BYTES) {
                throw new UsageException(path + " is too large for a receipt");
            }
            return Files.readAllBytes(path);
        }
        Optional<PlanId> plan = planId();
        if (plan.isEmpty()) {
            throw new NotFoundException("there is no file " + path + ", and '" + receipt + "' is no plan's id");
        }
        try {
            return Receipts.read(plan.get(), loki.objects());
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT) {
                throw new NotFoundException("there is no receipt of plan " + plan.get() + " in "
                        + loki.objects().name() + ": it is written when the plan is finished ('lokistore plans')");
            }
            throw e;
        }
    }

    private Optional<PlanId> planId() {
        try {
            return Optional.of(PlanId.of(receipt));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void print(Run run, Receipt receipt, ReceiptCheck.Proof proof, boolean left) throws IOException {
        if (!run.human()) {
            try (RowWriter<Finding> rows = run.rendering().rows(FindingsPage.VIEW)) {
                for (Finding finding : proof.findings()) {
                    rows.write(finding);
                }
            }
            return;
        }
        Receipt.Sums totals = receipt.totals();
        run.out()
                .println(run.style().bold("Plan " + receipt.plan()) + " (" + receipt.command() + "), finished "
                        + receipt.finishedAt());
        run.out()
                .println("  " + Quantity.count(totals.chunksBefore()) + " chunks with "
                        + Quantity.count(totals.entriesBefore()) + " entries became "
                        + Quantity.count(totals.chunksAfter()) + " with " + Quantity.count(totals.entriesAfter())
                        + ": " + Quantity.count(totals.removed()) + " removed, " + Quantity.count(totals.changed())
                        + " changed");
        run.out()
                .println("  " + Quantity.count(proof.objectsGone()) + " objects are gone; "
                        + Quantity.count(proof.chunksRead()) + " chunks of the streams were read, "
                        + Quantity.count(proof.entriesRead()) + " entries");
        new FindingsPage(run.out(), run.style(), run.session().out().columns()).print(proof.findings());
        run.out().println();
        run.out()
                .println(
                        left
                                ? run.style().alarm("Not proven: see above.")
                                : run.style().bold("Proven: nothing is left of what was deleted."));
        run.out().flush();
    }
}
