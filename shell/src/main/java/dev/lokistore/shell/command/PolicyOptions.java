package dev.lokistore.shell.command;

import dev.lokistore.compactor.retention.LokiRelease;
import dev.lokistore.compactor.retention.PolicyFault;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionSemantics;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where retention's rules come from, beside {@code --loki-config}. */
final class PolicyOptions {
    @Mixin
    private OverridesOption overrides = new OverridesOption();

    @Option(
            names = "--loki-version",
            paramLabel = "RELEASE",
            description = "Read the rules as this release of Loki does, such as 2.7.7. Default: the reading that never"
                    + " takes more than another, in which a period of 0 means for ever")
    private @Nullable String release;

    List<String> overrides() {
        return overrides.files();
    }

    /** The policy of {@code --loki-config}, or of the profile's configuration. */
    RetentionPolicy policy(Run run) throws IOException {
        return told(run, read(run));
    }

    /** As {@link #policy(Run)}, and says nothing about its faults. */
    RetentionPolicy read(Run run) throws IOException {
        return overrides.policy(run, semantics());
    }

    /** The policy of another configuration. */
    RetentionPolicy policy(Run run, String file, List<String> overrideFiles) throws IOException {
        ConfigFile other = ConfigFiles.load(run.session(), file, "--loki-config");
        return told(run, OverridesOption.policy(run, other, overrideFiles, semantics()));
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
