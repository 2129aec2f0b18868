package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Codec;
import dev.lokistore.compactor.compaction.ChunkCompaction;
import dev.lokistore.compactor.compaction.ChunkSizes;
import dev.lokistore.compactor.compaction.CompactionRow;
import dev.lokistore.compactor.engine.UnfitChunks;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.retention.PolicyFault;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionSemantics;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code compact chunks}. */
@Command(
        name = "chunks",
        description = {
            "Merges small chunks of a stream, and replicas of each other, into few large ones. Every query answers as before:"
                    + " an entry is there as often as the chunk that had it most often.",
            "Chunks that reach over midnight stay as they are, those that overlap them, and those that cannot be read. The"
                    + " index files of the tables are compacted on the way.",
            "Loki's compactor must be stopped; without --loki-stopped the rest of Loki may run. Without --apply nothing is"
                    + " changed: what there is to gain is estimated, from the index alone."
        },
        footer = {
            "  lokistore -s s3://loki-chunks compact chunks --to now-9d",
            "  lokistore -s /var/loki/chunks compact chunks --codec zstd --loki-stopped --apply --yes",
            "  lokistore -s minio://localhost:9000/chunks -t web compact chunks --max-span 24h '{app=\"cron\"}'"
        })
final class CompactChunksCommand extends StoreCommand {
    private static final RecordView<ChangeLine> TENANTS = RecordView.<ChangeLine>builder()
            .text("tenant", line -> line.values().get("tenant"))
            .count("chunks", line -> line.values().get("chunks"))
            .bytes("storedBytes", line -> line.values().get("storedBytes"))
            .count("mergedChunks", line -> line.values().get("mergedChunks"))
            .bytes("mergedBytes", line -> line.values().get("mergedBytes"))
            .count("newChunks", line -> line.values().get("newChunks"))
            .bytes("newBytes", line -> line.values().get("newBytes"))
            .field("crossing", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "crossing"))
            .field("overlapping", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "overlapping"))
            .field("unfit", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "unfit"))
            .field("missing", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "missing"))
            .field("expiring", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "expiring"))
            .build();

    @Mixin
    private SelectorArgument selector = new SelectorArgument();

    @Option(
            names = "--target-size",
            paramLabel = "SIZE",
            description = "Chunks stay below this stored size. Default: 1.5MiB, as with Loki")
    private @Nullable String targetSize;

    @Option(
            names = "--below",
            paramLabel = "SIZE",
            description = "Only chunks below this size are merged, and any that overlap others. Default: half of the"
                    + " target")
    private @Nullable String below;

    @Option(
            names = "--max-span",
            paramLabel = "TIME",
            description =
                    "From the first to the last entry of a chunk at most, up to 24h: so much longer lines may be kept"
                            + " by retention. Default: 6h")
    private @Nullable String maxSpan;

    @Option(
            names = "--min-gain",
            paramLabel = "PERCENT",
            description = "Merge only where so many bytes are saved, or half of the chunks. Default: 20")
    private double minGainPercent = 100 * ChunkSizes.DEFAULT_MIN_GAIN;

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            description =
                    "Compress all chunks so: gzip, snappy, zstd, lz4-256k, …; large ones of another codec are written"
                            + " anew. Default: the codec that most chunks of a group have")
    private @Nullable String codec;

    @Mixin
    private TableChoice choice = new TableChoice();

    @Mixin
    private ReaderVersion reader = new ReaderVersion();

    @Mixin
    private OverridesOption overrides = new OverridesOption();

    @Option(names = "--no-trash", description = "Delete at once what is replaced; there is no way back then")
    private boolean noTrash;

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        ChunkSizes sizes = sizes();
        Codec wanted = codec();
        List<LabelMatcher> matchers = selector.matchers(run);
        RemovalRun change = new RemovalRun(run, applyOptions, new AcceptOption());
        LokiStore loki = change.loki();
        loki.requireChunkContent();
        change.requireQuiet();
        ChunkCompaction.Request request = new ChunkCompaction.Request(
                run.now(),
                run.tenants(),
                matchers,
                sizes,
                wanted,
                reader.from(3, 7),
                reader.before(2, 9),
                choice.maxTables(),
                pending(run, change),
                unfit(change),
                policy(run),
                change.consent());
        run.activity("listing chunks");
        try (PlanWriter plan = change.writer("compact chunks", arguments(run), !noTrash);
                ChunkInventory objects = loki.inventory(run.tenants(), run.problems())) {
            run.activity("reading index");
            ChunkCompaction planner = new ChunkCompaction(
                    request, loki, objects, loki.schema(), change.change().times());
            ChunkCompaction.Result result = planner.plan(choice.of(run, loki), plan, run.problems());
            preview(result.rows(), change.change());
            change.tell(result.objections(), result.left(), plan);
            change.change().planned(plan.finish(), planOptions);
        }
    }

    private ChunkSizes sizes() {
        long target =
                targetSize == null ? ChunkSizes.DEFAULT_TARGET_BYTES : SizeText.parse("--target-size", targetSize);
        long smallest = below == null ? Math.max(1, target / 2) : SizeText.parse("--below", below);
        try {
            return new ChunkSizes(
                    Math.toIntExact(target),
                    smallest,
                    maxSpan == null ? ChunkSizes.DEFAULT_SPAN : ApplyOptions.duration("--max-span", maxSpan),
                    Math.max(ChunkSizes.DEFAULT_RAW_BYTES, 8 * target),
                    minGainPercent / 100);
        } catch (ArithmeticException e) {
            throw new UsageException("--target-size is " + targetSize + " but must be below 2 GiB");
        } catch (IllegalArgumentException e) {
            throw new UsageException("--target-size, --below, --max-span, --min-gain: " + e.getMessage());
        }
    }

    private @Nullable Codec codec() {
        if (codec == null) {
            return null;
        }
        return Codec.ofName(codec).orElseThrow(() -> new UsageException("--codec: there is no codec '" + codec + "'"));
    }

    /** Loki's delete requests that are not carried out. All must be known. */
    private static List<DeleteRequest> pending(Run run, RemovalRun change) throws IOException {
        return PendingDeletes.read(run, change.change()).stream()
                .map(stored -> stored.request())
                .toList();
    }

    private Set<ChunkRef> unfit(RemovalRun change) throws IOException {
        return UnfitChunks.of(change.change().registry(), reader.from(3, 7));
    }

    /** What expires soon is not worth it; without a configuration nothing is known to. */
    private @Nullable RetentionPolicy policy(Run run) throws IOException {
        if (run.configuration() == null) {
            return null;
        }
        RetentionPolicy policy = overrides.policy(run, RetentionSemantics.SAFE);
        for (PolicyFault fault : policy.faults()) {
            run.warn(SafeText.escape(fault.toString()));
        }
        return policy;
    }

    private static void preview(List<CompactionRow> rows, ChangeRun change) throws IOException {
        List<ChangeLine> lines = new ArrayList<>();
        for (CompactionRow row : rows) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("message_type", "tenant");
            values.put("tenant", row.tenant().value());
            values.put("chunks", row.chunks());
            values.put("storedBytes", row.storedBytes());
            values.put("mergedChunks", row.merged());
            values.put("mergedBytes", row.mergedBytes());
            values.put("newChunks", row.newChunks());
            values.put("newBytes", row.newBytes());
            values.put("crossing", row.crossing());
            values.put("overlapping", row.overlapping());
            values.put("unfit", row.unfit());
            values.put("missing", row.missing());
            values.put("expiring", row.expiring());
            lines.add(new ChangeLine(values));
        }
        change.details(TENANTS, lines);
    }

    private static @Nullable Object some(ChangeLine line, String name) {
        Object value = line.values().get(name);
        return value instanceof Long number && number == 0 ? null : value;
    }

    private Map<String, String> arguments(Run run) {
        Map<String, String> arguments = new TreeMap<>(choice.arguments(run));
        put(arguments, "selector", selector.text());
        put(arguments, "target-size", targetSize);
        put(arguments, "below", below);
        put(arguments, "max-span", maxSpan);
        put(arguments, "codec", codec);
        return arguments;
    }

    private static void put(Map<String, String> arguments, String name, @Nullable String value) {
        if (value != null) {
            arguments.put(name, value);
        }
    }
}
