package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.gateway.Gateway;
import dev.lokistore.compactor.gateway.GatewayAddress;
import dev.lokistore.compactor.replay.Relabeling;
import dev.lokistore.compactor.replay.ReplayMapping;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}. */
@Command(
        name = "replay",
        description = {
            "Pushes entries into a running Loki, as Promtail does: of the store, or of files that 'cat -o jsonl' or 'export"
                    + " --format jsonl' wrote. Those of a stream arrive in order, and what replicas hold twice comes once.",
            "A replay that was cut off goes on when the same command is given again: how far it is stands in a file"
                    + " (--state). Nothing is written to the store."
        },
        footer = {
            "  lokistore -s /backup/loki replay '{app=\"web\"}' --to http://loki:3100 --dry-run",
            "  lokistore -s /backup/loki replay -t team-a --from 2026-11-20 --to https://logs.example.com --user ops"
                    + " --password-file pw",
            "  lokistore replay web.jsonl.gz --to http://loki:3100 --shift-time 2w --tenant-map team-a=test"
        })
final class ReplayCommand extends StoreCommand {
    private static final String TO = "--to";

    /** Its {@code --to} is the Loki. */
    static void declareTarget(CommandSpec spec) {
        OwnTo.declare(spec, true, "URL", String.class, "The Loki, or the gateway in front of it: http://host:3100");
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "SELECTOR|FILE",
            description = "Which streams and lines of the store, or files instead of it (jsonl, also .gz or .zst)."
                    + " Default: all of the store")
    private List<String> what = List.of();

    @Option(names = "--dry-run", description = "Send nothing; count what would be sent")
    private boolean dryRun;

    @Option(
            names = "--relabel",
            paramLabel = "FILE",
            description = "YAML: rules that change or drop streams, as Prometheus' and Promtail's relabel_configs")
    private @Nullable Path relabel;

    @Option(
            names = "--tenant-map",
            paramLabel = "OLD=NEW",
            description = "Send a tenant's entries as another tenant; may be repeated")
    private List<String> tenantMap = List.of();

    @Option(
            names = "--shift-time",
            paramLabel = "TIME",
            description = "Add this to every time stamp, such as 7d or -1h: Loki refuses what is older than 7 days"
                    + " unless reject_old_samples is false")
    private @Nullable String shift;

    @Option(
            names = "--batch-size",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            description = "Of a request, before compression. Default: 1MiB")
    private String batchSize = "1MiB";

    @Option(
            names = "--max-bandwidth",
            paramLabel = "SIZE",
            description = "Bytes of lines a second at most, such as 2MiB")
    private @Nullable String maxBandwidth;

    @Option(
            names = "--skip-rejected",
            description = "Go on when Loki refuses entries for good (too old, too long, too far behind), and list them")
    private boolean skipRejected;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Keeps how far the replay is. Default: below $XDG_STATE_HOME/lokistore/replay")
    private @Nullable Path state;

    @Option(names = "--again", description = "Begin anew, whatever was sent before")
    private boolean again;

    @Mixin
    private GatewayChoice access = new GatewayChoice();

    @Override
    void execute(Run run) throws IOException {
        Gateway gateway = access.open(run, TO, target());
        ReplayMapping mapping = new ReplayMapping(relabeling(run), tenants(), shiftNanos());
        ReplayInput input = ReplayInput.of(run, what);
        ReplayRun replay = new ReplayRun(run, input, mapping, batchBytes(), identity(run, input, gateway.address()));
        if (dryRun) {
            replay.count();
            return;
        }
        Path file = state == null
                ? replay.usualStateFile()
                : run.session().workingDirectory().resolve(state);
        replay.send(gateway, file, ApplyOptions.brake(maxBandwidth), skipRejected, again);
    }

    private String target() {
        CommandSpec own = spec;
        String url = own == null ? null : own.findOption(TO).getValue();
        if (url == null) {
            throw new UsageException("replay where to? --to http://host:3100");
        }
        return url;
    }

    /** What makes two replays the same one, but for the time range. */
    private String identity(Run run, ReplayInput input, GatewayAddress address) throws IOException {
        return String.join(
                "\n",
                input.name(),
                address.toString(),
                relabel == null
                        ? ""
                        : Files.readString(run.session().workingDirectory().resolve(relabel)),
                String.join(",", tenantMap),
                shift == null ? "" : shift,
                Long.toString(batchBytes()));
    }

    private Relabeling relabeling(Run run) throws IOException {
        if (relabel == null) {
            return Relabeling.NONE;
        }
        Path file = run.session().workingDirectory().resolve(relabel);
        return Relabeling.parse(relabel.toString(), Files.readString(file));
    }

    private Map<TenantId, TenantId> tenants() {
        Map<TenantId, TenantId> map = new HashMap<>();
        for (String pair : tenantMap) {
            int equals = pair.indexOf('=');
            try {
                TenantId from = TenantId.of(pair.substring(0, Math.max(equals, 0)));
                if (map.put(from, TenantId.of(pair.substring(equals + 1))) != null) {
                    throw new UsageException("--tenant-map names '" + from + "' twice");
                }
            } catch (IllegalArgumentException e) {
                throw new UsageException("--tenant-map is OLD=NEW, not '" + pair + "'");
            }
        }
        return map;
    }

    private long shiftNanos() {
        if (shift == null) {
            return 0;
        }
        boolean back = shift.startsWith("-");
        Duration by = ApplyOptions.duration("--shift-time", back || shift.startsWith("+") ? shift.substring(1) : shift);
        return back ? -by.toNanos() : by.toNanos();
    }

    private long batchBytes() {
        long bytes = SizeText.parse("--batch-size", batchSize);
        if (bytes < 1) {
            throw new UsageException("--batch-size is 1 byte or more");
        }
        return bytes;
    }
}
