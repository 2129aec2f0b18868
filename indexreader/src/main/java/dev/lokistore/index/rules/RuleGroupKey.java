package dev.lokistore.index.rules;

import dev.lokistore.chunk.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a rule group: {@code rules/<tenant>/<base64url namespace>/<base64url group>}, padded
 * ({@code formats/chunks-and-layout.md#44-ruler-objects}).
 *
 * @param namespace any text that is not empty
 * @param group any text that is not empty
 */
public record RuleGroupKey(TenantId tenant, String namespace, String group) {
    /** What every key begins with. */
    public static final String PREFIX = "rules/";

    private static final Pattern KEY = Pattern.compile("rules/([^/]+)/([A-Za-z0-9_=-]+)/([A-Za-z0-9_=-]+)");

    public RuleGroupKey {
        if (namespace.isEmpty() || group.isEmpty()) {
            throw new IllegalArgumentException("a rule group without a namespace or without a name");
        }
    }

    /** What is below {@code rules/} of a tenant. */
    public static String prefixOf(TenantId tenant) {
        return PREFIX + tenant + "/";
    }

    /**
     * Reads a key, relative to the ruler's storage prefix.
     *
     * @return empty if it is no rule group's, or not as Loki would write it
     */
    public static Optional<RuleGroupKey> tryParse(String key) {
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            RuleGroupKey parsed =
                    new RuleGroupKey(TenantId.of(matcher.group(1)), decode(matcher.group(2)), decode(matcher.group(3)));
            // one name has one key: stray bits and missing padding are nobody's
            return parsed.format().equals(key) ? Optional.of(parsed) : Optional.empty();
        } catch (IllegalArgumentException | CharacterCodingException notOurs) {
            return Optional.empty();
        }
    }

    public String format() {
        return prefixOf(tenant) + encode(namespace) + "/" + encode(group);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String base64) throws CharacterCodingException {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(base64));
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }
}
