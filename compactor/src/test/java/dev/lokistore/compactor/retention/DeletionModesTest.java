package dev.lokistore.compactor.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.config.ConfigFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which requests Loki would carry out, by its configuration. */
class DeletionModesTest {
    private static String of(String tenant, String config, String... overrides) throws IOException {
        List<ConfigFile> files = new ArrayList<>();
        for (String each : overrides) {
            files.add(ConfigFile.of("overrides.yaml", each, name -> Optional.empty()));
        }
        ConfigFile file = ConfigFile.of("loki.yaml", config, name -> Optional.empty());
        DeletionModes modes = DeletionModes.of(RetentionConfig.of(file).limits(files), file);
        assertThat(modes.faults()).isEmpty();
        return modes.hindrance(TenantId.of(tenant)).orElse("carried out");
    }

    @Test
    void aTenantsModeGoesBeforeThatOfAll() throws Exception {
        String config = "limits_config: {deletion_mode: filter-only}\n";
        String overrides = "overrides: {a: {deletion_mode: filter-and-delete}, b: {retention_period: 24h}}\n";
        assertThat(of("a", config, overrides)).isEqualTo("carried out");
        assertThat(of("b", config, overrides)).contains("deletion_mode is filter-only");
        assertThat(of("c", config, overrides)).contains("deletion_mode is filter-only");
        assertThat(of("c", "limits_config: {deletion_mode: no-such-mode}\n")).contains("no-such-mode");
    }

    @Test
    void whatIsNowhereGivenLetsItAsInLatestReleases() throws Exception {
        assertThat(of("a", "limits_config: {retention_period: 24h}\n")).isEqualTo("carried out");
        assertThat(of("a", "limits_config: {}\n", "overrides: {a: {allow_deletes: false}}\n"))
                .contains("allow_deletes");
        // which later releases do not look at
        assertThat(of("a", "limits_config: {deletion_mode: filter-and-delete, allow_deletes: false}\n"))
                .isEqualTo("carried out");
    }

    @Test
    void theModeOfLokiTwoSixNeedsATenantsPermission() throws Exception {
        String config = "compactor: {deletion_mode: filter-and-delete}\nlimits_config: {}\n";
        assertThat(of("a", config)).contains("allow_deletes is not true");
        assertThat(of("a", config, "overrides: {a: {allow_deletes: true}}\n")).isEqualTo("carried out");
        assertThat(of("a", "compactor: {deletion_mode: disabled}\nlimits_config: {allow_deletes: true}\n"))
                .contains("compactor.deletion_mode is disabled");
    }

    @Test
    void aFileThatIsNamedAndNotGivenIsAFault() throws Exception {
        ConfigFile file = ConfigFile.of(
                "loki.yaml", "runtime_config: {file: o.yaml}\nlimits_config: {}\n", name -> Optional.empty());
        assertThat(DeletionModes.of(RetentionConfig.of(file).limits(List.of()), file)
                        .faults())
                .singleElement()
                .asString()
                .contains("o.yaml");
    }
}
