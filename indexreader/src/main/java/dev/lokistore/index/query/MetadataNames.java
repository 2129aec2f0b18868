package dev.lokistore.index.query;

import dev.lokistore.chunk.StructuredMetadata;
import java.util.Optional;

/**
 * Finds structured metadata by the names that LogQL can write. Chunks hold names as they were sent, such as {@code
 * http.code}; Loki since 3.6 shows them as {@code http_code} ({@code formats/chunks-and-layout.md#27}).
 */
final class MetadataNames {
    private static final String DIGIT_PREFIX = "key_";

    private MetadataNames() {}

    /** The value of this very name, else of the first name that Loki would show so. */
    static Optional<String> value(StructuredMetadata metadata, String name) {
        Optional<String> exact = metadata.get(name);
        for (int i = 0; exact.isEmpty() && i < metadata.size(); i++) {
            if (shown(metadata.name(i)).equals(name)) {
                return Optional.of(metadata.value(i));
            }
        }
        return exact;
    }

    /** Characters that a label name cannot have become {@code _}; a leading digit gets a prefix. */
    static String shown(String stored) {
        StringBuilder name = new StringBuilder();
        stored.codePoints().forEach(c -> {
            boolean legal = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
            name.append(legal ? (char) c : '_');
        });
        boolean digitFirst = name.length() > 0 && name.charAt(0) >= '0' && name.charAt(0) <= '9';
        return digitFirst ? DIGIT_PREFIX + name : name.toString();
    }
}
