package dev.lokistore.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "65536, 65536",
        "12B, 12",
        "64KiB, 65536",
        "64k, 65536",
        "1.5MiB, 1572864",
        "1.5m, 1572864",
        "10MB, 10000000",
        "2 GiB, 2147483648",
        "9223372036854775807, 9223372036854775807"
    })
    void sizesHaveUnits(String text, long bytes) {
        assertThat(SizeText.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1e3", "1.KiB", "12iB", "5 apples", "9223372036854775808", "8192PiB"})
    void othersAreRefused(String text) {
        assertThatThrownBy(() -> SizeText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
