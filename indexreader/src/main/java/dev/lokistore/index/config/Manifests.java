package dev.lokistore.index.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * The files that Kubernetes manifests carry: entries of ConfigMaps and Secrets, by themselves, in a {@code List}, or among
 * the documents that {@code helm template} and {@code kubectl get -o yaml} print.
 */
final class Manifests {
    private static final String CONFIG_MAP = "ConfigMap";
    private static final String SECRET = "Secret";

    /**
     * One file.
     *
     * @param key its name in the manifest
     * @param source for messages
     * @param lineInFile of a line of the text
     */
    record Entry(boolean secret, String key, String source, String text, IntUnaryOperator lineInFile) {
        /** Whether it is called as Loki's configuration is in the charts and in most manifests. */
        boolean named() {
            return key.equals("config.yaml") || key.equals("loki.yaml") || key.equals("loki-config.yaml");
        }

        /** Without the text, which may hold secrets. */
        @Override
        public String toString() {
            return source + " " + key;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    private Manifests() {}

    /** None if there is no ConfigMap and no Secret. */
    static List<Entry> entries(List<YamlNode> documents) throws LokiConfigException {
        Manifests manifests = new Manifests();
        for (YamlNode document : documents) {
            manifests.add(document);
        }
        return manifests.entries;
    }

    private void add(YamlNode document) throws LokiConfigException {
        YamlNode kind = document.find("kind");
        if (!kind.isText() || !document.find("apiVersion").isText()) {
            return;
        }
        switch (kind.text().orElse("")) {
            case CONFIG_MAP -> plain(document.at("data"), false);
            case SECRET -> {
                plain(document.at("stringData"), true);
                encoded(document.at("data"));
            }
            case "List", "ConfigMapList", "SecretList" -> {
                for (YamlNode item : document.at("items").elements()) {
                    add(item);
                }
            }
            default -> {
                // other objects, such as a Deployment
            }
        }
    }

    private void plain(YamlNode data, boolean secret) throws LokiConfigException {
        for (Map.Entry<String, YamlNode> entry : data.entries().entrySet()) {
            YamlNode value = entry.getValue();
            if (value.value() instanceof YamlTree.Scalar scalar && scalar.text() != null) {
                int line = scalar.line();
                IntUnaryOperator lineInFile = scalar.literal() ? inner -> line + inner : inner -> line;
                entries.add(new Entry(secret, entry.getKey(), value.source(), scalar.text(), lineInFile));
            }
        }
    }

    private void encoded(YamlNode data) throws LokiConfigException {
        for (Map.Entry<String, YamlNode> entry : data.entries().entrySet()) {
            String text = entry.getValue().text().orElse("");
            try {
                byte[] bytes = Base64.getMimeDecoder().decode(text);
                String decoded = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                // its lines are none of the manifest's
                String source = data.source() + " (" + entry.getKey() + ", decoded)";
                entries.add(new Entry(true, entry.getKey(), source, decoded, inner -> inner));
            } catch (IllegalArgumentException | CharacterCodingException notText) {
                // another kind of secret, such as a key
            }
        }
    }
}
