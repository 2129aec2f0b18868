package dev.lokistore.compactor.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextBufferTest {
    private final Random random = new Random(7);

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                9,
                10,
                99,
                100,
                999_999_999,
                1_000_000_000,
                -1,
                -1_000_000_000,
                1_700_000_000_000_000_000L,
                999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                -Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void numbersHaveTheirDigits(long number) {
        assertThat(text(new TextBuffer().putDecimal(number))).isEqualTo(Long.toString(number));
    }

    @Test
    void numbersOfAnyLengthHaveTheirDigits() {
        for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong() >> random.nextInt(Long.SIZE);
            assertThat(text(new TextBuffer().putDecimal(number))).isEqualTo(Long.toString(number));
        }
    }

    /** What is to be escaped stands at every place of every length, beside letters, other escapes and bytes above 0x7f. */
    @Test
    void jsonIsEscapedAsJacksonDoes() {
        String letters = "abcdefghijklmnop \"\\\n\t\r\b\f\u0000\u0001\u001f\u007f\u0080é漢😀!/#[]";
        int[] codePoints = letters.codePoints().toArray();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder();
            int length = random.nextInt(40);
            int plain = random.nextInt(codePoints.length);
            while (line.length() < length) {
                line.appendCodePoint(codePoints[random.nextInt(3) == 0 ? random.nextInt(codePoints.length) : plain]);
            }
            byte[] padded = ("\"" + line + "\"").getBytes(StandardCharsets.UTF_8);
            TextBuffer out = new TextBuffer();
            boolean ascii = out.putJson(padded, 1, padded.length - 2);
            assertThat(ascii).isEqualTo(line.chars().allMatch(c -> c < 0x80));
            String expected = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(line.toString()));
            assertThat(text(out)).isEqualTo(expected);
        }
    }

    @Test
    void aLineOfControlBytesAloneFitsHoweverLong() {
        byte[] line = new byte[100_000];
        TextBuffer out = new TextBuffer();
        assertThat(out.putJson(line, 0, line.length)).isTrue();
        assertThat(text(out)).isEqualTo("\\u0000".repeat(line.length));
    }

    private static String text(TextBuffer buffer) {
        return new String(buffer.toBytes(), StandardCharsets.UTF_8);
    }
}
