package dev.lokistore.index.schema;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What Loki's configuration file says about where data is and how it was written
 * ({@code formats/chunks-and-layout.md#5}). A hint: everything else in the file is ignored.
 *
 * @param authEnabled false if all data belongs to tenant {@code fake}
 * @param periods by first day, ascending; may be empty
 * @param stores by the name that {@link SchemaPeriod#objectStore()} uses
 * @param objectPrefix before every key of chunks and index; empty, or ends with {@code /}
 * @param warnings what was not understood or not resolved, with line numbers; never holds secrets
 */
public record LokiConfig(
        boolean authEnabled,
        List<SchemaPeriod> periods,
        Map<String, StoreSettings> stores,
        String objectPrefix,
        List<String> warnings) {
    public LokiConfig {
        periods = List.copyOf(periods);
        stores = Map.copyOf(stores);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a file.
     *
     * @param environment of {@code ${NAME}}: a variable's value, empty if it is not set
     * @throws LokiConfigException if it is no Loki configuration; names the line
     */
    public static LokiConfig read(Path file, Function<String, Optional<String>> environment) throws IOException {
        if (Files.size(file) > YamlTree.MAX_CHARS) {
            throw new LokiConfigException(file.toString(), 0, "larger than " + YamlTree.MAX_CHARS + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return parse(file.toString(), text, environment);
        } catch (CharacterCodingException e) {
            throw new LokiConfigException(file.toString(), 0, "no UTF-8 text");
        }
    }

    /**
     * Parses a configuration. Variables are expanded where the text has any, whether or not Loki itself was told to
     * ({@code -config.expand-env}): without it they would make no sense.
     *
     * @param source the file's name, for messages
     * @throws LokiConfigException if it is no Loki configuration; names the line
     */
    public static LokiConfig parse(String source, String text, Function<String, Optional<String>> environment)
            throws IOException {
        List<String> warnings = new ArrayList<>();
        String expanded = text;
        if (text.contains("${")) {
            EnvExpansion expansion = new EnvExpansion(source, environment);
            expanded = expansion.expand(text);
            warnings.addAll(expansion.remarks());
        }
        YamlNode root = YamlTree.parse(source, expanded);
        ObjectStoreSections sections = new ObjectStoreSections(root, environment, warnings);
        return new LokiConfig(
                root.at("auth_enabled").flag().orElse(true),
                new PeriodSections(root, warnings).read(),
                sections.read(),
                sections.objectPrefix(),
                warnings);
    }

    /** The settings of the store that holds a period's objects. */
    public Optional<StoreSettings> storeOf(SchemaPeriod period) {
        return Optional.ofNullable(stores.get(period.objectStore()));
    }

    /** The settings of the store that the latest period writes to. */
    public Optional<StoreSettings> latestStore() {
        return periods.isEmpty() ? Optional.empty() : storeOf(periods.get(periods.size() - 1));
    }
}
