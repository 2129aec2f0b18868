package dev.lokistore.shell.command;

import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.duration.PrometheusDuration;
import dev.lokistore.objectstore.BandwidthLimit;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.shell.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a plan is carried out: options of every command that can change a store. */
final class ApplyOptions {
    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask; needed where there is no terminal")
    private boolean yes;

    @Option(
            names = "--loki-stopped",
            description =
                    "Your word that no Loki writes to the store or reads it: there are no waits between the steps")
    private boolean lokiStopped;

    @Option(names = "--force", description = "Go on where something seems to write to the store, or a table is young")
    private boolean force;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Keep journals in this folder instead of the store. Resume and undo need it too")
    private @Nullable Path stateDir;

    @Mixin
    private TemporaryOption temporary = new TemporaryOption();

    @Option(
            names = "--visible-after",
            paramLabel = "TIME",
            description = "How long readers may take to see a new index file. Default: from --loki-config, else 21m")
    private @Nullable String visibleAfter;

    @Option(
            names = "--delete-after",
            paramLabel = "TIME",
            description = "How long readers may need a chunk that no index names any more. Default: from --loki-config,"
                    + " else 2h")
    private @Nullable String deleteAfter;

    @Option(
            names = "--max-duration",
            paramLabel = "TIME",
            description = "Begin nothing new after so long; the rest is left to --resume")
    private @Nullable String maxDuration;

    @Option(
            names = "--max-bandwidth",
            paramLabel = "SIZE",
            description = "Bytes a second to and from the store at most, such as 20MiB")
    private @Nullable String maxBandwidth;

    @Option(
            names = "--metrics-file",
            paramLabel = "FILE",
            description = "Write the outcome for node_exporter's textfile collector")
    private @Nullable Path metricsFile;

    boolean yes() {
        return yes;
    }

    boolean lokiStopped() {
        return lokiStopped;
    }

    boolean force() {
        return force;
    }

    Optional<Path> stateDir() {
        return Optional.ofNullable(stateDir);
    }

    TemporaryOption temporary() {
        return temporary;
    }

    Optional<Path> metricsFile() {
        return Optional.ofNullable(metricsFile);
    }

    /** Those of a Loki, unless they are given; of none if it is stopped. */
    Waits waits(Waits ofLoki) {
        if (lokiStopped) {
            return Waits.NONE;
        }
        return new Waits(
                visibleAfter == null ? ofLoki.visibility() : duration("--visible-after", visibleAfter),
                deleteAfter == null ? ofLoki.deletion() : duration("--delete-after", deleteAfter));
    }

    Instant deadline(Instant now) {
        return maxDuration == null ? Instant.MAX : now.plus(duration("--max-duration", maxDuration));
    }

    /** What slows requests down. */
    Interceptor brake() {
        return brake(maxBandwidth);
    }

    /** @param maxBandwidth value of that option; null for none */
    static Interceptor brake(@Nullable String maxBandwidth) {
        if (maxBandwidth == null) {
            return Interceptor.NONE;
        }
        try {
            return new BandwidthLimit(SizeText.parse(maxBandwidth));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--max-bandwidth: " + e.getMessage());
        }
    }

    static Duration duration(String option, String text) {
        try {
            return PrometheusDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }
}
