package dev.lokistore.index.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.index.config.ConfigFile.Carrier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a file is taken for, and what comes out of it. */
class ConfigFileTest {
    static final Map<String, String> ENVIRONMENT = Map.of("S3_KEY_ID", "AKIA", "S3_SECRET", "TOPSECRET");

    static ConfigFile sample(String name) throws IOException {
        Path file = Path.of(System.getProperty("lokistore.testdata"), "config", name);
        return ConfigFile.load(file, variable -> Optional.ofNullable(ENVIRONMENT.get(variable)));
    }

    static ConfigFile of(String text) throws IOException {
        return ConfigFile.of("x.yaml", text, name -> Optional.ofNullable(ENVIRONMENT.get(name)));
    }

    private static String text(YamlNode root, String... path) throws LokiConfigException {
        return root.find(path).text().orElse("");
    }

    @Test
    void plainConfigurationStaysAsItIs() throws IOException {
        ConfigFile file = of("auth_enabled: false\nno_such_key: {a: 1}\n");

        assertThat(file.carrier()).isEqualTo(Carrier.PLAIN);
        assertThat(file.config().at("auth_enabled").flag()).hasValue(false);
        assertThat(file.overrides().missing()).isTrue();
        assertThat(file.values().missing()).isTrue();
    }

    @Test
    void overridesAloneAreNoConfiguration() throws IOException {
        ConfigFile file = sample("runtime-overrides.yaml");

        assertThat(file.carrier()).isEqualTo(Carrier.OVERRIDES);
        assertThat(file.config().missing()).isTrue();
        assertThat(text(file.overrides(), "overrides", "team-a", "retention_period"))
                .isEqualTo("60d");
    }

    @Test
    void configMapAmongOtherDocumentsIsUnpackedWithItsLines() throws IOException {
        ConfigFile file = sample("loki-configmap.yaml");

        assertThat(file.carrier()).isEqualTo(Carrier.CONFIG_MAP);
        assertThat(file.remarks()).isEmpty();
        assertThat(text(file.config(), "common", "storage", "s3", "endpoint")).isEqualTo("objects.example.org");
        assertThat(text(file.config(), "common", "storage", "s3", "secret_access_key"))
                .isEqualTo("TOPSECRET");
        assertThat(text(file.overrides(), "overrides", "team-a", "retention_period"))
                .isEqualTo("60d");
        YamlNode period = file.config().at("limits_config", "retention_period");
        assertThat(period.source()).endsWith("loki-configmap.yaml");
        assertThat(period.line()).isEqualTo(36);
        assertThat(file.overrides()
                        .at("overrides", "team-a", "retention_period")
                        .line())
                .isEqualTo(16);
    }

    @Test
    void unsetVariableInAConfigMapIsToldWithTheManifestsLine() throws IOException {
        ConfigFile file = of("""
                apiVersion: v1
                kind: ConfigMap
                data:
                  other: ${NOT_THIS_ONE}
                  loki.yaml: |
                    server: {}
                    auth_enabled: ${AUTH}
                """);

        assertThat(file.remarks())
                .singleElement()
                .asString()
                .startsWith("x.yaml line 7: ")
                .contains("${AUTH}");
    }

    @Test
    void secretIsDecodedAndSaysSo() throws IOException {
        ConfigFile file = sample("loki-secret.yaml");

        assertThat(file.carrier()).isEqualTo(Carrier.SECRET);
        YamlNode period = file.config().at("limits_config", "retention_period");
        assertThat(period.text()).hasValue("30d");
        assertThat(period.source()).endsWith("loki-secret.yaml (config.yaml, decoded)");
        assertThat(period.line()).isEqualTo(19);
        assertThat(file.toString() + file.config()).doesNotContain("TOPSECRET");
    }

    @Test
    void stringDataAndListsAreUnpackedToo() throws IOException {
        ConfigFile file = of("""
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: Service, metadata: {name: loki}}
                - apiVersion: v1
                  kind: Secret
                  data: {key: //8=}
                  stringData:
                    any-name.yaml: "schema_config: {configs: [7]}"
                """);

        assertThat(file.carrier()).isEqualTo(Carrier.SECRET);
        assertThatThrownBy(() -> file.config()
                        .at("schema_config", "configs")
                        .elements()
                        .get(0)
                        .at("from"))
                .isInstanceOf(LokiConfigException.class)
                .hasMessageStartingWith("x.yaml line 9: ");
    }

    @Test
    void manifestWithoutAConfigurationNamesWhatItHas() {
        String manifest = "apiVersion: v1\nkind: ConfigMap\ndata: {nginx.conf: 'events {}', a.yaml: '{b: 1}'}\n";

        assertThatThrownBy(() -> of(manifest))
                .isInstanceOf(LokiConfigException.class)
                .hasMessageContaining("no ConfigMap or Secret in it carries a configuration of Loki")
                .hasMessageContaining("nginx.conf, a.yaml");
    }

    @Test
    void brokenConfigurationInAManifestIsNamedWithItsLine() {
        String manifest = "apiVersion: v1\nkind: ConfigMap\ndata:\n  config.yaml: |\n    server: {}\n    a: [1\n";

        assertThatThrownBy(() -> of(manifest))
                .isInstanceOf(LokiConfigException.class)
                .hasMessageStartingWith("x.yaml line ")
                .hasMessageContaining("no valid YAML");
    }

    /** Such a text is YAML only when its variables are replaced. */
    @Test
    void variablesInsideFlowMappingsArePlainConfigurations() throws IOException {
        ConfigFile file = of("common: {storage: {s3: {bucketnames: ${B:-a}, access_key_id: ${S3_KEY_ID}}}}\n");

        assertThat(text(file.config(), "common", "storage", "s3", "access_key_id"))
                .isEqualTo("AKIA");
    }

    @Test
    void secretsOfAnyBytesAreLeftAlone() throws IOException {
        String config = Base64.getEncoder().encodeToString("server: {}".getBytes(StandardCharsets.UTF_8));
        ConfigFile file = of("apiVersion: v1\nkind: Secret\ndata:\n  a: '***'\n  b: gICA\n  c: " + config + "\n");

        assertThat(file.config().has("server")).isTrue();
    }

    @Test
    void hostileManifestsAreRefusedOrEmpty() throws IOException {
        for (String text : new String[] {
            "apiVersion: v1\nkind: ConfigMap\ndata: [1]\n",
            "apiVersion: v1\nkind: List\nitems: 7\n",
            "apiVersion: v1\nkind: Secret\nstringData: {config.yaml: {a: b}, x: '{'}\n"
        }) {
            assertThatThrownBy(() -> of(text)).isInstanceOf(LokiConfigException.class);
        }
        assertThat(of("kind: [ConfigMap]\napiVersion: {}\n").carrier()).isEqualTo(Carrier.PLAIN);
    }
}
