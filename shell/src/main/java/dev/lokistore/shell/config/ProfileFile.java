package dev.lokistore.shell.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file: named stores.
 *
 * <pre>
 * default: prod                      # used without -s and LOKISTORE_STORE
 * profiles:
 *   prod:
 *     store: s3://loki-chunks?region=eu-central-1
 *     lokiConfig: /etc/loki/config.yaml
 *     awsProfile: loki-readonly      # or the two keys by reference:
 *     accessKeyId: {env: PROD_KEY_ID}
 *     secretAccessKey: {file: /run/secrets/prod-key}
 *     sessionToken: {env: PROD_TOKEN}
 *     sseCustomerKey: {file: /run/secrets/sse-c}
 *     anonymous: true                # requests are not signed; instead of the lines above
 *     tenants: [team-a]
 * </pre>
 *
 * @param path for messages
 * @param defaultProfile null if none is named
 */
public record ProfileFile(Path path, @Nullable String defaultProfile, Map<String, Profile> profiles) {
    private static final Set<String> TOP = Set.of("default", "profiles");
    private static final Set<String> KEYS = Set.of(
            "store",
            "lokiConfig",
            "awsProfile",
            "accessKeyId",
            "secretAccessKey",
            "sessionToken",
            "sseCustomerKey",
            "anonymous",
            "tenants");

    public ProfileFile {
        profiles = Map.copyOf(profiles);
    }

    /**
     * Reads the file.
     *
     * @param warn told if others may read it
     * @return without profiles if there is no file
     * @throws ConfigurationException if the file is wrong; names the place, quotes no value
     */
    public static ProfileFile read(Path path, Consumer<String> warn) throws IOException {
        if (!Files.exists(path)) {
            return new ProfileFile(path, null, Map.of());
        }
        FilePrivacy.warnIfExposed(path, warn);
        JsonNode root = parse(path);
        if (root.isMissingNode() || root.isNull()) {
            return new ProfileFile(path, null, Map.of());
        }
        check(path, "the file", root, TOP);
        Map<String, Profile> profiles = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : root.path("profiles").properties()) {
            profiles.put(entry.getKey(), profile(path, entry.getKey(), entry.getValue()));
        }
        String chosen = text(path, root, "default");
        if (chosen != null && !profiles.containsKey(chosen)) {
            throw new ConfigurationException(path + ": default is '" + chosen + "', which is no profile");
        }
        return new ProfileFile(path, chosen, profiles);
    }

    public Optional<Profile> find(String name) {
        return Optional.ofNullable(profiles.get(name));
    }

    public Optional<Profile> standard() {
        return Optional.ofNullable(defaultProfile).flatMap(this::find);
    }

    private static JsonNode parse(Path path) throws IOException {
        // locations without the source, since the source may hold a secret that does not belong there
        ObjectMapper mapper = YAMLMapper.builder()
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .build();
        try {
            return mapper.readTree(Files.readAllBytes(path));
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw new ConfigurationException(path + " is no YAML: there is an error" + where);
        }
    }

    private static Profile profile(Path path, String name, JsonNode node) {
        String place = "profile '" + name + "'";
        check(path, place, node, KEYS);
        String store = text(path, node, "store");
        if (store == null) {
            throw new ConfigurationException(path + ": " + place + " has no store");
        }
        return new Profile(
                name,
                store,
                text(path, node, "lokiConfig"),
                text(path, node, "awsProfile"),
                secret(path, place, node, "accessKeyId"),
                secret(path, place, node, "secretAccessKey"),
                secret(path, place, node, "sessionToken"),
                secret(path, place, node, "sseCustomerKey"),
                node.path("anonymous").asBoolean(),
                texts(path, node, "tenants"));
    }

    private static void check(Path path, String place, JsonNode node, Set<String> known) {
        if (!node.isObject()) {
            throw new ConfigurationException(path + ": " + place + " must be a map");
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!known.contains(entry.getKey())) {
                throw new ConfigurationException(
                        path + ": " + place + " has the unknown key '" + entry.getKey() + "'; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    private static @Nullable String text(Path path, JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isValueNode()) {
            throw new ConfigurationException(path + ": " + key + " must be text");
        }
        return value.asText();
    }

    private static List<String> texts(Path path, JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw new ConfigurationException(path + ": " + key + " must be a list");
        }
        List<String> texts = new ArrayList<>();
        value.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static @Nullable SecretSource secret(Path path, String place, JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isObject() && value.size() == 1 && value.path("env").isTextual()) {
            return new SecretSource.Variable(value.path("env").asText());
        }
        if (value.isObject() && value.size() == 1 && value.path("file").isTextual()) {
            return new SecretSource.InFile(Path.of(value.path("file").asText()));
        }
        throw new ConfigurationException(path + ": " + key + " of " + place
                + " must say where it is, {env: NAME} or {file: PATH}; secrets do not belong in this file");
    }
}
