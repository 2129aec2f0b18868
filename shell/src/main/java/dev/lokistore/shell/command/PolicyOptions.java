package dev.lokistore.shell.command;

import dev.lokistore.compactor.retention.LokiRelease;
import dev.lokistore.compactor.retention.PolicyFault;
import dev.lokistore.compactor.retention.RetentionConfig;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionSemantics;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where retention's rules come from, beside {@code --loki-config}. */
final class PolicyOptions {
    @Option(
            names = "--overrides",
            paramLabel = "FILE",
            description = "Loki's file of runtime overrides, with the limits of single tenants; may be repeated")
    private List<String> overrides = List.of();

    @Option(
            names = "--loki-version",
            paramLabel = "RELEASE",
            description = "Read the rules as this release of Loki does, such as 2.7.7. Default: the reading that never"
                    + " takes more than another, in which a period of 0 means for ever")
    private @Nullable String release;

    List<String> overrides() {
        return overrides;
    }

    /** The policy of {@code --loki-config}, or of the profile's configuration. */
    RetentionPolicy policy(Run run) throws IOException {
        return told(run, read(run));
    }

    /** As {@link #policy(Run)}, and says nothing about its faults. */
    RetentionPolicy read(Run run) throws IOException {
        ConfigFile file = run.configuration();
        if (file == null) {
            throw new UsageException("the rules are in Loki's configuration: give it with --loki-config FILE");
        }
        return read(run, file, overrides);
    }

    /** The policy of another configuration. */
    RetentionPolicy policy(Run run, String file, List<String> overrideFiles) throws IOException {
        return told(run, read(run, ConfigFiles.load(run.session(), file, "--loki-config"), overrideFiles));
    }

    private RetentionPolicy read(Run run, ConfigFile file, List<String> overrideFiles) throws IOException {
        List<ConfigFile> limits = new ArrayList<>();
        for (String each : overrideFiles) {
            limits.add(ConfigFiles.load(run.session(), each, "--overrides"));
        }
        return RetentionConfig.of(file).policy(limits, semantics());
    }

    /** Faults that make the policy wrong are problems of the run, others are warnings. */
    private static RetentionPolicy told(Run run, RetentionPolicy policy) {
        for (PolicyFault fault : policy.faults()) {
            if (fault.severity() == PolicyFault.Severity.ERROR) {
                run.problems().report(fault.source(), new IOException(fault.toString()));
            } else {
                run.warn(SafeText.escape(fault.toString()));
            }
        }
        return policy;
    }

    RetentionSemantics semantics() {
        try {
            return release == null ? RetentionSemantics.SAFE : RetentionSemantics.of(LokiRelease.parse(release));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--loki-version: " + e.getMessage());
        }
    }
}
