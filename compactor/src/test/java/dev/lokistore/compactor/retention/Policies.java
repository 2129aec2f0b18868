package dev.lokistore.compactor.retention;

import dev.lokistore.index.config.ConfigFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Policies from texts. */
final class Policies {
    private Policies() {}

    static ConfigFile file(String name, String yaml) throws IOException {
        return ConfigFile.of(name, yaml, variable -> Optional.empty());
    }

    /** @param overrides texts of runtime files */
    static RetentionPolicy policy(RetentionSemantics semantics, String config, String... overrides) throws IOException {
        List<ConfigFile> files = new ArrayList<>();
        for (String text : overrides) {
            files.add(file("runtime" + files.size() + ".yaml", text));
        }
        return RetentionConfig.of(file("loki.yaml", config)).policy(files, semantics);
    }

    static RetentionPolicy policy(String config, String... overrides) throws IOException {
        return policy(RetentionSemantics.SAFE, config, overrides);
    }
}
