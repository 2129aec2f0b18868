package dev.lokistore.shell.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The environment variables of a run. Never printed: they hold credentials. */
public final class Environment {
    private final Map<String, String> variables;

    public Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** The variable's value; empty if it is not set or set to nothing. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** All of them, for substitution in configuration files. */
    public Map<String, String> variables() {
        return variables;
    }

    /** {@code $XDG_CONFIG_HOME/lokistore/config.yaml}, or below {@code ~/.config}. */
    public Path configurationFile() {
        return base("XDG_CONFIG_HOME", ".config").resolve("lokistore").resolve("config.yaml");
    }

    /** {@code $XDG_STATE_HOME/lokistore}, or below {@code ~/.local/state}. */
    public Path stateFolder() {
        return base("XDG_STATE_HOME", ".local/state").resolve("lokistore");
    }

    /** {@code $XDG_CACHE_HOME/lokistore}, or below {@code ~/.cache}. */
    public Path cacheFolder() {
        return base("XDG_CACHE_HOME", ".cache").resolve("lokistore");
    }

    private Path base(String variable, String fallback) {
        return get(variable)
                .map(Path::of)
                .filter(Path::isAbsolute) // as the XDG specification says: relative paths are ignored
                .orElseGet(() -> Path.of(get("HOME").orElse(".")).resolve(fallback));
    }
}
