package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.removal.MarkedChunks;
import dev.lokistore.compactor.removal.RemovalResult;
import dev.lokistore.compactor.removal.RemovalRow;
import dev.lokistore.compactor.removal.RowRemoval;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.table.Stray;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.filesystem.FilesystemStore;
import dev.lokistore.shell.RefusedException;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What commands that change rows and chunks have in common: guards, the plan's header, a preview. */
final class RemovalRun {
    private static final int NAMED = 10;

    /** What goes by which rule, for people. */
    private static final RecordView<ChangeLine> RULES = RecordView.<ChangeLine>builder()
            .text("tenant", line -> line.values().get("tenant"))
            .text("rule", line -> line.values().get("rule"))
            .count("goneChunks", line -> line.values().get("goneChunks"))
            .bytes("goneBytes", line -> line.values().get("goneBytes"))
            .field("missing", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "missing"))
            .field("rowsOnly", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "rowsOnly"))
            .field("leftOutChunks", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "leftOutChunks"))
            .field("leftOutBytes", FieldKind.BYTES, Shown.ROOMY, line -> some(line, "leftOutBytes"))
            .build();

    private final Run run;
    private final ChangeRun change;
    private final Consent consent;

    RemovalRun(Run run, ApplyOptions options, AcceptOption accept) {
        this.run = run;
        this.change = new ChangeRun(run, options);
        this.consent = accept.consent(options);
    }

    private static @Nullable Object some(ChangeLine line, String name) {
        Object value = line.values().get(name);
        return value instanceof Long number && number == 0 ? null : value;
    }

    ChangeRun change() {
        return change;
    }

    Consent consent() {
        return consent;
    }

    LokiStore loki() throws IOException {
        return change.store().loki();
    }

    /** @throws RefusedException if a Loki seems to be at work on the store */
    void requireQuiet() throws IOException {
        require(new LiveWriterGuard(run.now(), change.times()).againstStore(loki(), true));
    }

    /** @throws RefusedException naming all objections that the operator has not met, and what would */
    void require(List<Objection> objections) throws IOException {
        List<String> texts = objections.stream()
                .filter(objection -> !objection.met(consent))
                .map(Objection::text)
                .toList();
        if (!texts.isEmpty()) {
            throw change.refusal(lines(texts));
        }
    }

    private static String lines(List<String> texts) {
        List<String> lines = new ArrayList<>(texts.subList(0, Math.min(NAMED, texts.size())));
        if (texts.size() > NAMED) {
            lines.add("… and " + (texts.size() - NAMED) + " more of the kind");
        }
        return String.join("\n", lines);
    }

    PlanWriter writer(String command, Map<String, String> arguments, boolean trash) throws IOException {
        PlanHeader header =
                change.header(command, arguments, trash, loki().schema().periods(), List.of());
        return new PlanWriter(header, change.temporary());
    }

    /** Folders that somebody moved aside are no tables; what they alone name would look like nobody's. */
    Optional<Objection> againstOrphans() throws IOException {
        List<Stray> strays = loki().strays().stream()
                .filter(stray -> stray.why() != Stray.Why.DELETE_REQUESTS && stray.why() != Stray.Why.ODD_NAME)
                .toList();
        return strays.isEmpty()
                ? Optional.empty()
                : Optional.of(new Objection(
                        "the index",
                        strays.size() + " objects, such as "
                                + strays.get(0).object().key()
                                + ", are in no table: what index files moved aside name would count as left over",
                        Objection.Remedy.STRAYS));
    }

    /**
     * Chunks that somebody else is about: unfinished plans, and Loki's sweeper by its markers.
     *
     * @param markers a copy of the compactor's folder; null if there is none
     */
    Set<ChunkRef> claimed(@Nullable Path markers) throws IOException {
        Set<ChunkRef> claimed = new HashSet<>(change.registry().claimed());
        ConfigFile config = run.configuration();
        Optional<String> prefix = config == null ? Optional.empty() : MarkedChunks.prefix(config);
        if (prefix.isPresent()) {
            claimed.addAll(MarkedChunks.read(loki().objects(), prefix.get()));
        }
        if (markers != null) {
            Path folder = run.session().workingDirectory().resolve(markers);
            if (!Files.isDirectory(folder)) {
                throw new UsageException("there is no folder " + folder + " (--markers)");
            }
            try (ObjectReader files = FilesystemStore.open(folder)) {
                claimed.addAll(MarkedChunks.read(files, ""));
            }
        }
        return claimed;
    }

    /** @param objects of the tenants that it is about */
    RowRemoval removal(ChunkInventory objects, int maxTables) throws IOException {
        return new RowRemoval(loki(), objects, loki().schema(), run.now(), change.times(), consent, maxTables);
    }

    /** Shows what goes by which rule. */
    void preview(List<RemovalRow> rows) throws IOException {
        List<ChangeLine> lines = new ArrayList<>();
        for (RemovalRow row : rows) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("message_type", "rule");
            values.put("tenant", row.tenant().value());
            values.put("rule", row.rule());
            values.put("goneChunks", row.gone().chunks());
            values.put("goneBytes", row.gone().storedBytes());
            values.put("missing", row.missing());
            values.put("rowsOnly", row.rowsOnly());
            values.put("leftOutChunks", row.leftOut().chunks());
            values.put("leftOutBytes", row.leftOut().storedBytes());
            lines.add(new ChangeLine(values));
        }
        change.details(RULES, lines);
    }

    /**
     * Notes what stays out of the plan.
     *
     * @throws RefusedException if that is all there was to do
     */
    void tell(RemovalResult result, PlanWriter plan) throws IOException {
        tell(result.objections(), result.left(), plan);
    }

    /**
     * Notes what stays out of the plan.
     *
     * @param left tables beyond the limit
     * @throws RefusedException if the objections are against all there was to do
     */
    void tell(List<Objection> objections, int left, PlanWriter plan) throws IOException {
        List<String> texts = objections.stream().map(Objection::text).toList();
        if (!texts.isEmpty() && plan.taskCount() == 0) {
            throw change.refusal(lines(texts));
        }
        texts.stream().limit(NAMED).forEach(text -> plan.note("left out: " + text));
        if (texts.size() > NAMED) {
            plan.note("left out: " + (texts.size() - NAMED) + " more tables for the like");
        }
        if (left > 0) {
            plan.note(left + " more tables need it: --max-tables leaves them to another run");
        }
    }
}
