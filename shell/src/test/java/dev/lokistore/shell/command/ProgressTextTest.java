package dev.lokistore.shell.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.objectstore.StoreStats;
import dev.lokistore.shell.render.DisplayWidth;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTextTest {
    private static final StoreStats NOTHING = new StoreStats(Map.of(), 0, 0, 0, Duration.ZERO);
    private static final String LONG = "s3://loki-chunks-of-a-large-company/production/loki?endpoint="
            + "storage.example.internal:9000&region=eu-central-1&pathStyle=true";

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 40, 80})
    void aLineNeverWraps(int columns) {
        String text = new ProgressText(LONG, () -> NOTHING, columns).with("; resting");

        assertThat(DisplayWidth.of(text)).isLessThan(columns == 0 ? 80 : columns);
    }

    @Test
    void theFiguresStay() {
        assertThat(new ProgressText(LONG, () -> NOTHING, 60).with("; resting"))
                .startsWith("reading s3://")
                .endsWith(": 0 requests, 0 B; resting");
    }
}
