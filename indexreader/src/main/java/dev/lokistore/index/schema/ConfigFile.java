package dev.lokistore.index.schema;

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
 * A configuration file of Loki that was loaded once, for those who read different parts of it: {@link LokiConfig#parse}
 * takes {@code written}, whoever parses YAML directly takes {@code text}.
 *
 * @param source the file's name, for messages
 * @param written as it is in the file
 * @param text with variables replaced ({@code formats/chunks-and-layout.md#52}); may hold secrets
 * @param remarks variables that are not set, and expressions that were left alone, with their lines
 */
public record ConfigFile(String source, String written, String text, List<String> remarks) {
    public ConfigFile {
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads a file.
     *
     * @param environment of {@code ${NAME}}: a variable's value, empty if it is not set
     * @throws LokiConfigException if it is too large or no text
     */
    public static ConfigFile load(Path file, Function<String, Optional<String>> environment) throws IOException {
        String source = file.toString();
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
     * Replaces the variables of a text.
     *
     * @throws LokiConfigException if an expression is not closed
     */
    public static ConfigFile of(String source, String written, Function<String, Optional<String>> environment)
            throws LokiConfigException {
        if (!written.contains("${")) {
            return new ConfigFile(source, written, written, List.of());
        }
        EnvExpansion expansion = new EnvExpansion(source, environment);
        String text = expansion.expand(written);
        return new ConfigFile(source, written, text, expansion.remarks());
    }

    /** Without the texts, which may hold secrets. */
    @Override
    public String toString() {
        return "ConfigFile[" + source + "]";
    }
}
