package dev.lokistore.index.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file with Loki's configuration, loaded once, for those who read different parts of it. What it is carried by is found
 * out: a Kubernetes manifest, the values of a Helm chart, or nothing; it may also be a file of runtime overrides alone.
 *
 * @param source the file's name, for messages
 * @param config the root of Loki's configuration, with variables replaced; missing in a file of overrides. Where a chart
 *     renders it, its nodes have the lines of the values that they come from
 * @param overrides the root of the runtime overrides, whose {@code overrides} has a section for each tenant; missing if
 *     the file says nothing about them
 * @param values the chart's values; missing if there is no chart
 * @param remarks variables that are not set, and what was not understood
 */
public record ConfigFile(
        String source,
        Carrier carrier,
        YamlNode config,
        YamlNode overrides,
        YamlNode values,
        List<ConfigFault> remarks) {
    /** What carries a configuration. */
    public enum Carrier {
        /** Loki's own file. */
        PLAIN,
        /** A file of runtime overrides, without the configuration. */
        OVERRIDES,
        CONFIG_MAP,
        SECRET,
        /** Values of the charts {@code loki-simple-scalable} or {@code loki}. */
        HELM_VALUES
    }

    public ConfigFile {
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads a file.
     *
     * @param environment of {@code ${NAME}} ({@code formats/chunks-and-layout.md#52}): a variable's value, empty if it is
     *     not set
     * @throws LokiConfigException if it is no YAML, too large, or a manifest without a configuration; names the line
     */
    public static ConfigFile load(Path file, Function<String, Optional<String>> environment) throws IOException {
        return load(file.toString(), file, environment);
    }

    /**
     * As {@link #load(Path, Function)}.
     *
     * @param source what the file is called in messages
     */
    public static ConfigFile load(String source, Path file, Function<String, Optional<String>> environment)
            throws IOException {
        if (Files.size(file) > YamlTree.MAX_CHARS) {
            throw new LokiConfigException(source, 0, "larger than " + YamlTree.MAX_CHARS + " bytes");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return of(source, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(), environment);
        } catch (CharacterCodingException e) {
            throw new LokiConfigException(source, 0, "no UTF-8 text");
        }
    }

    /**
     * Takes a text. Variables are replaced where it has any, whether or not Loki itself was told to ({@code
     * -config.expand-env}): without it they would make no sense.
     *
     * @throws LokiConfigException as {@link #load}
     */
    public static ConfigFile of(String source, String text, Function<String, Optional<String>> environment)
            throws IOException {
        return new ConfigReading(source, environment).read(text);
    }

    /** Without what is in it, which may be secret. */
    @Override
    public String toString() {
        return "ConfigFile[" + source + ", " + carrier + "]";
    }
}
