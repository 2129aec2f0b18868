package dev.lokistore.shell.command;

import dev.lokistore.compactor.retention.DeletionModes;
import dev.lokistore.compactor.retention.RetentionConfig;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionSemantics;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Loki's files of limits, beside {@code --loki-config}. */
final class OverridesOption {
    @Option(
            names = "--overrides",
            paramLabel = "FILE",
            description = "Loki's file of runtime overrides, with the limits of single tenants; may be repeated")
    private List<String> overrides = List.of();

    List<String> files() {
        return overrides;
    }

    /** The policy of {@code --loki-config}, or of the profile's configuration; its faults are the caller's. */
    RetentionPolicy policy(Run run, RetentionSemantics semantics) throws IOException {
        return policy(run, requireConfiguration(run), overrides, semantics);
    }

    /** What the configuration, if there is one, lets Loki delete. */
    DeletionModes modes(Run run) throws IOException {
        ConfigFile file = run.configuration();
        if (file == null) {
            if (!overrides.isEmpty()) {
                requireConfiguration(run);
            }
            return DeletionModes.UNKNOWN;
        }
        return DeletionModes.of(RetentionConfig.of(file).limits(files(run, overrides)), file);
    }

    static ConfigFile requireConfiguration(Run run) throws IOException {
        ConfigFile file = run.configuration();
        if (file == null) {
            throw new UsageException("the rules are in Loki's configuration: give it with --loki-config FILE");
        }
        return file;
    }

    static RetentionPolicy policy(Run run, ConfigFile file, List<String> overrideFiles, RetentionSemantics semantics)
            throws IOException {
        return RetentionConfig.of(file).policy(files(run, overrideFiles), semantics);
    }

    private static List<ConfigFile> files(Run run, List<String> names) throws IOException {
        List<ConfigFile> files = new ArrayList<>();
        for (String each : names) {
            files.add(ConfigFiles.load(run.session(), each, "--overrides"));
        }
        return files;
    }
}
