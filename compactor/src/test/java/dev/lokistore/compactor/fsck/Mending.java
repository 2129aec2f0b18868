package dev.lokistore.compactor.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import dev.lokistore.compactor.compaction.TableWork;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.compactor.rebuild.ChunkRebuild;
import dev.lokistore.compactor.rebuild.RulingSchema;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.Problems;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.EntrySearch;
import dev.lokistore.index.query.EntryStream;
import dev.lokistore.index.query.QueryOptions;
import dev.lokistore.index.schema.LokiConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Plans what mends a planted store, and carries it out. */
final class Mending {
    /** What is not mended, and why. */
    static final Map<String, String> LEFT = Map.ofEntries(
            Map.entry("index-file-twice", "which of the two Loki means nobody can tell"),
            Map.entry("index-stray-object", "it is not known what it is, nor whose"),
            Map.entry("table-mixed-kinds", "only the configuration tells which kind counts"),
            Map.entry("table-future", "a clock was wrong, not the store"),
            Map.entry("table-wrong-kind", "the configuration is wrong, or a table is to be converted"),
            Map.entry("table-outside-schema", "the configuration is wrong"),
            Map.entry("delete-requests-unreadable", "what was asked for is nowhere else"),
            Map.entry("chunk-name-odd", "it is not known what it is, nor whose"),
            Map.entry("chunk-too-large", "it is not read"),
            Map.entry("fingerprint-odd", "index and chunks agree in it, and Loki goes by it: nothing is lost"),
            Map.entry("chunk-fingerprint-odd", "index and chunks agree in it, and Loki goes by it: nothing is lost"),
            Map.entry(
                    "chunk-unknown-symbol",
                    "the string is nowhere else; another chunk would only hide that it is lost"),
            Map.entry("chunk-symbol-count", "nobody can tell which strings were meant"));

    private final PlantedStore store;
    private final Path temporary;
    private final Set<ChunkRef> claimed;
    private final @Nullable LokiConfig config;

    /** @param claimed chunks that another plan is about to remove */
    Mending(PlantedStore store, Path temporary, Set<ChunkRef> claimed) {
        this(store, temporary, claimed, null);
    }

    /** @param config null without one */
    Mending(PlantedStore store, Path temporary, Set<ChunkRef> claimed, @Nullable LokiConfig config) {
        this.store = store;
        this.temporary = temporary;
        this.claimed = claimed;
        this.config = config;
    }

    private LokiStore open() throws IOException {
        OpenOptions options = OpenOptions.defaults(temporary);
        return LokiStore.open(store.objects(), config == null ? options : options.withConfig(config));
    }

    /** What was planted is mended: nothing is found any more, and every line that could be read still can. */
    static void assertMends(PlantedStore store, Path temporary) throws IOException {
        Mending mending = new Mending(store, temporary, Set.of());
        Set<String> before = new TreeSet<>(mending.alarms());
        if (before.isEmpty()) {
            return;
        }
        Set<String> lines = mending.lines();
        mending.fixAll(4);
        assertThat(mending.alarms()).as("left of %s", before).allMatch(LEFT::containsKey);
        assertThat(mending.lines()).containsAll(lines);
    }

    private ChunkRebuild.Result tables(LokiStore loki, boolean replace, Predicate<TableFolder> wanted)
            throws IOException {
        ChunkRebuild.Request request = new ChunkRebuild.Request(
                PlantedStore.NOW,
                Set.of(),
                replace ? ChunkRebuild.Remnants.CONSULTED : ChunkRebuild.Remnants.UNITED,
                false,
                Integer.MAX_VALUE,
                false,
                false,
                false,
                NameTime.Unit.NANOSECONDS);
        RulingSchema schema = RulingSchema.detected(loki.detectedSchema(), loki.tables());
        try (ChunkInventory chunks = loki.inventory(Set.of(), (key, why) -> {})) {
            return new ChunkRebuild(request, schema, loki, chunks, LokiTimes.DEFAULT)
                    .plan(wanted, day -> false, (key, why) -> {});
        }
    }

    record Fixed(FsckFix.Result result, Plan plan, RunReport report) {}

    Fixed fix() throws IOException {
        return fix(Set.of());
    }

    /** @param covered tenants that objects may be brought to; empty for all */
    Fixed fix(Set<TenantId> covered) throws IOException {
        LokiStore loki = open();
        FsckFix fix = new FsckFix();
        Fsck.run(
                loki,
                FsckOrder.of(3, 1, PlantedStore.NOW, temporary),
                finding -> false,
                Checkpoint.NONE,
                new Fsck.Events() {
                    @Override
                    public void finding(Finding finding) {}

                    @Override
                    public Problems problems() {
                        return (subject, cause) -> {
                            throw new AssertionError(subject, cause);
                        };
                    }

                    @Override
                    public void activity(String text) {}

                    @Override
                    public Repairs repairs() {
                        return fix;
                    }
                });
        PlanHeader header = new PlanHeader(
                "fsck --fix",
                Map.of(),
                PlantedStore.NOW,
                "store",
                true,
                Waits.DEFAULT,
                loki.schema().periods(),
                List.of());
        try (PlanWriter writer = new PlanWriter(header, temporary)) {
            FsckFix.Result result = fix.plan(
                    new TableWork(PlantedStore.NOW, loki.schema(), false),
                    new LiveWriterGuard(PlantedStore.NOW, LokiTimes.DEFAULT),
                    new Consent(false, false, Set.of()),
                    new FsckFix.Index(
                            (replace, wanted) -> tables(loki, replace, wanted),
                            new StorePlaces(loki, covered),
                            claimed,
                            true),
                    writer);
            Plan plan = writer.finish();
            RunReport report = new EngineRuns(temporary, PlantedStore.NOW).begin(store.objects(), plan);
            return new Fixed(result, plan, report);
        }
    }

    /** All lines that a query gives, whatever else is broken. */
    Set<String> lines() throws IOException {
        Set<String> lines = new TreeSet<>();
        try (EntryStream stream = new EntrySearch(open(), QueryOptions.defaults(temporary))
                .run(EntryQuery.of(Selector.ALL), (subject, cause) -> {})) {
            while (stream.next()) {
                lines.add(stream.tenant() + " " + stream.labels() + " " + stream.timestampNanos() + " "
                        + new String(stream.line(), StandardCharsets.UTF_8) + " " + stream.metadata());
            }
        }
        return lines;
    }

    /** Everything of a finding that is above a note. */
    List<String> alarms() throws IOException {
        return Checked.of(open(), FsckOrder.of(3, 1, PlantedStore.NOW, temporary)).findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .map(Finding::id)
                .toList();
    }

    /** Plans until there is nothing to do; at most so many. */
    List<Fixed> fixAll(int most) throws IOException {
        List<Fixed> all = new ArrayList<>();
        for (Fixed fixed = fix(); fixed.plan().taskCount() > 0; fixed = fix()) {
            assertThat(fixed.report().outcome()).isEqualTo(RunReport.Outcome.DONE);
            all.add(fixed);
            assertThat(all).hasSizeLessThanOrEqualTo(most);
        }
        return all;
    }
}
