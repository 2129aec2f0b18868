package dev.lokistore.shell.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.compactor.export.ExportProgress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportActivityTest {
    @ParameterizedTest
    @CsvSource({
        "0.25, 10, '25 %, 10.0 MiB/s, 30 s left'",
        "0.5, 600, '50 %, 171 KiB/s, 10 min left'",
        "0.01, 3600, '1 %, 28.4 KiB/s, 99 h left'",
        "0.001, 10, '0 %, 10.0 MiB/s'",
        "1, 10, '100 %, 10.0 MiB/s, 0 s left'",
    })
    void shareRateAndWhatIsLeft(double share, long seconds, String text) {
        ExportProgress progress = new ExportProgress(share, 1000, 100 << 20, 3);

        assertThat(ExportActivity.text(progress, seconds * 1_000_000_000)).isEqualTo(text);
    }
}
