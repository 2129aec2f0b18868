package dev.lokistore.compactor.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.LokiConfigException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LokiTimesTest {
    private static LokiTimes of(String yaml) throws IOException {
        return LokiTimes.of(ConfigFile.of("loki.yaml", yaml, name -> Optional.empty()));
    }

    @Test
    void withoutAnySettingTheDefaultsCount() throws IOException {
        assertThat(of("auth_enabled: false\n")).isEqualTo(LokiTimes.DEFAULT);
    }

    @Test
    void theLongestCountsWhereverItStands() throws IOException {
        LokiTimes times = of("""
                storage_config:
                  boltdb_shipper: {resync_interval: 10m}
                  tsdb_shipper: {resync_interval: 7m}
                compactor: {retention_delete_delay: 5h, compaction_interval: 1m}
                limits_config: {reject_old_samples_max_age: 2w}
                """);

        assertThat(times.resync()).isEqualTo(Duration.ofMinutes(10));
        assertThat(times.deleteDelay()).isEqualTo(Duration.ofHours(5));
        assertThat(times.compactionInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(times.oldestSample()).isEqualTo(Duration.ofDays(14));
    }

    /** Of a chart's values, and of the overrides that they carry. */
    @Test
    void valuesAndOverridesAreRead() throws IOException {
        LokiTimes times = of("""
                loki:
                  structuredConfig: {ingester: {max_chunk_age: 3h}}
                  runtimeConfig: {overrides: {team-a: {reject_old_samples: false}}}
                """);

        assertThat(times.maxChunkAge()).isEqualTo(Duration.ofHours(3));
        assertThat(times.oldestSample()).isNull();
    }

    @Test
    void whatIsNoDurationIsRefusedWithItsLine() {
        assertThatThrownBy(() -> of("ingester:\n  max_chunk_age: long\n"))
                .isInstanceOf(LokiConfigException.class)
                .hasMessageStartingWith("loki.yaml line 2: ingester.max_chunk_age");
    }
}
