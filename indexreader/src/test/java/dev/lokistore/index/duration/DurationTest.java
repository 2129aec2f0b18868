package dev.lokistore.index.duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "0s, PT0S",
        "744h, PT744H",
        "31d, PT744H",
        "1w, PT168H",
        "90m, PT90M",
        "1y, PT8760H",
        "24h0m0s, PT24H",
        "1h30m, PT1H30M",
        "1500ms, PT1.5S",
        "1d12h, PT36H",
        "292y, PT2557920H"
    })
    void prometheusNotation(String text, Duration expected) {
        assertThat(PrometheusDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "h", "1.5h", "-1h", "+1h", "1h1d", "1h 1m", "1H", "1h1h", "10us", "1d\n", " 1d"})
    void whatPrometheusRefusesIsRefused(String text) {
        assertThatThrownBy(() -> PrometheusDuration.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"293y", "99999999999999999999h", "9223372036854775807y"})
    void whatDoesNotFitIsRefused(String text) {
        assertThatThrownBy(() -> PrometheusDuration.parse(text)).hasMessageContaining("longer than 292 years");
    }

    @Test
    void hugeTextsAreNotRepeated() {
        String text = "9".repeat(1_000_000);
        assertThatThrownBy(() -> PrometheusDuration.parse(text)).message().hasSizeLessThan(400);
        assertThatThrownBy(() -> GoDuration.parse(text)).message().hasSizeLessThan(400);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT744H, 31d",
        "PT168H, 1w",
        "PT8760H, 1y",
        "PT90M, 1h30m",
        "PT25H, 25h",
        "PT5M, 5m",
        "PT1.5S, 1s500ms",
        "PT0.000001S, 0s",
        "PT24H, 1d",
        "PT192H, 8d"
    })
    void prometheusTexts(Duration duration, String expected) {
        assertThat(PrometheusDuration.format(duration)).isEqualTo(expected);
    }

    @Test
    void formattedDurationsAreReadAsTheSame() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            Duration duration = Duration.ofMillis(random.nextLong(1L << (10 + random.nextInt(32))));
            assertThat(PrometheusDuration.parse(PrometheusDuration.format(duration)))
                    .isEqualTo(duration);
        }
        assertThatThrownBy(() -> PrometheusDuration.format(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "-0, PT0S",
        "2h, PT2H",
        "1h30m, PT1H30M",
        "1.5h, PT1H30M",
        ".5s, PT0.5S",
        "1.s, PT1S",
        "-10s, PT-10S",
        "+3m, PT3M",
        "1m1h, PT1H1M",
        "10us, PT0.00001S",
        "10µs, PT0.00001S",
        "7ns, PT0.000000007S",
        "2h0m0s, PT2H",
        "5ms, PT0.005S"
    })
    void goNotation(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "-", "+", "h", "1d", "1w", "1h ", ".h", "--1h", "1,5h", "2562048h"})
    void whatGoRefusesIsRefused(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
