package dev.lokistore.shell.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFileTest {
    @TempDir
    private Path temporary;

    private final List<String> warnings = new ArrayList<>();
    private Path file;

    @BeforeEach
    void choose() {
        file = temporary.resolve("config.yaml");
    }

    private ProfileFile read(String yaml) throws IOException {
        Files.writeString(file, yaml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return ProfileFile.read(file, warnings::add);
    }

    @Test
    void profilesNameStoresAndWhereSecretsAre() throws IOException {
        ProfileFile profiles = read("""
                default: prod
                profiles:
                  prod:
                    store: s3://chunks
                    accessKeyId: {env: KEY}
                    secretAccessKey: {file: /run/secret}
                    tenants: [a, b]
                """);

        Profile prod = profiles.standard().orElseThrow();
        assertThat(prod.store()).isEqualTo("s3://chunks");
        assertThat(prod.accessKeyId()).isEqualTo(new SecretSource.Variable("KEY"));
        assertThat(prod.secretAccessKey()).isEqualTo(new SecretSource.InFile(Path.of("/run/secret")));
        assertThat(prod.tenants()).containsExactly("a", "b");
        assertThat(warnings).isEmpty();
    }

    @Test
    void secretsInTheFileAreRefusedWithoutRepeatingThem() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read("profiles: {p: {store: s, accessKeyId: {env: K}, secretAccessKey: hunter2}}"))
                .withMessageContaining("secretAccessKey")
                .withMessageNotContaining("hunter2");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read("profiles: {p: {store: s, \"hunter2"))
                .withMessageNotContaining("hunter2");
    }

    @Test
    void unknownKeysAndMissingDefaultsAreRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read("profiles: {p: {stor: s}}"))
                .withMessageContaining("'stor'");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read("default: x\nprofiles: {p: {store: s}}"))
                .withMessageContaining("'x'");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read("profiles: {p: {store: s, accessKeyId: {env: K}}}"))
                .withMessageContaining("both");
    }

    @Test
    void filesThatEverybodyCanReadAreWarnedOf() throws IOException {
        read("profiles: {}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        ProfileFile.read(file, warnings::add);

        assertThat(warnings).singleElement().asString().contains("chmod 600");
    }

    @Test
    void noFileIsNoProfile() throws IOException {
        assertThat(ProfileFile.read(temporary.resolve("none"), warnings::add).profiles())
                .isEmpty();
    }

    @Test
    void secretsAreReadWhereTheyAre() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret"), "s3cret\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Environment environment = new Environment(Map.of("KEY", "value"));

        assertThat(new SecretSource.InFile(secret).read(environment, warnings::add))
                .isEqualTo("s3cret");
        assertThat(new SecretSource.Variable("KEY").read(environment, warnings::add))
                .isEqualTo("value");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new SecretSource.Variable("NONE").read(environment, warnings::add))
                .withMessageContaining("NONE is not set");
    }
}
