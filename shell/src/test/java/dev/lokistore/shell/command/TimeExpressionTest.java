package dev.lokistore.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeExpressionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-19, 2026-11-19T00:00:00Z",
        "2026-11-19T08:30:00Z, 2026-11-19T08:30:00Z",
        "2026-11-19T08:30:00.123456789+02:00, 2026-11-19T06:30:00.123456789Z",
        "2026-11-19T08:30, 2026-11-19T08:30:00Z",
        "2026-11-19 08:30:15, 2026-11-19T08:30:15Z",
        "now, 2026-11-22T12:00:00Z",
        "now-7d, 2026-11-15T12:00:00Z",
        "now-1h30m, 2026-11-22T10:30:00Z",
        "now+1w, 2026-11-29T12:00:00Z",
    })
    void timesAreRead(String text, Instant expected) {
        assertThat(TimeExpression.parse(text).resolve(NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-13-01",
                "2026-02-30",
                "now-",
                "now-7",
                "now-7y",
                "7d",
                "2026-11-19T25:00:00Z",
                "1795046400"
            })
    void whatIsNoTimeIsRefusedWithExamples(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeExpression.parse(text))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("now-7d");
    }

    @Test
    void hostileOffsetsAreRefusedOrEndAtTheRangeOfTime() {
        assertThatIllegalArgumentException().isThrownBy(() -> TimeExpression.parse("now-" + "1d".repeat(100_000)));
        String aeons = "999999999w".repeat(10);
        assertThat(TimeExpression.parse("now-" + aeons).nanos(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
        assertThat(TimeExpression.parse("now+" + aeons).nanos(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nanosecondsBeyondTheirRangeAreTheNearestInside() {
        assertThat(TimeExpression.parse("9999-12-31").nanos(NOW)).isEqualTo(Long.MAX_VALUE);
        assertThat(TimeExpression.parse("0001-01-01").nanos(NOW)).isEqualTo(Long.MIN_VALUE);
        assertThat(TimeExpression.parse("1970-01-01T00:00:01Z").nanos(NOW)).isEqualTo(1_000_000_000L);
    }
}
