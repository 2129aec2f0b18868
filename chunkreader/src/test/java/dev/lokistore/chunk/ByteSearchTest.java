package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSearchTest {
    /** Few letters, so that nearly-matches are everywhere; needles of all lengths, in and out of the haystack. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void findsWhatStringFinds(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 4000; round++) {
            String haystack = text(random, random.nextInt(300), 1 + random.nextInt(4));
            String needle = random.nextBoolean() && !haystack.isEmpty()
                    ? part(random, haystack)
                    : text(random, random.nextInt(100), 1 + random.nextInt(4));
            int from = random.nextInt(haystack.length() + 1);
            int to = from + random.nextInt(haystack.length() - from + 1);
            int expected = haystack.substring(from, to).indexOf(needle);
            assertThat(ByteSearch.of(needle).indexIn(haystack.getBytes(StandardCharsets.ISO_8859_1), from, to))
                    .as("seed %d: '%s' in '%s' from %d to %d", seed, needle, haystack, from, to)
                    .isEqualTo(expected < 0 ? -1 : from + expected);
        }
    }

    @Test
    void bytesAbove127AreNoSpecialCase() {
        byte[] haystack = "naïve café 库存不足".getBytes(StandardCharsets.UTF_8);
        assertThat(ByteSearch.of("库存不足").isIn(haystack, 0, haystack.length)).isTrue();
        assertThat(ByteSearch.of("é").isIn(haystack, 0, haystack.length)).isTrue();
        assertThat(ByteSearch.of("ü").isIn(haystack, 0, haystack.length)).isFalse();
        assertThat(ByteSearch.of("库存不足").isIn(haystack, 0, haystack.length - 1)).isFalse();
    }

    @Test
    void theCallersArrayMayChangeAfterwards() {
        byte[] needle = {'a', 'b'};
        ByteSearch search = ByteSearch.of(needle);
        needle[0] = 'x';
        assertThat(search.isIn(new byte[] {'a', 'b'}, 0, 2)).isTrue();
        assertThat(search).hasToString("ab");
        assertThat(search.length()).isEqualTo(2);
    }

    private static String part(Random random, String text) {
        int from = random.nextInt(text.length());
        return text.substring(from, from + random.nextInt(text.length() - from + 1));
    }

    private static String text(Random random, int length, int letters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(letters)));
        }
        return text.toString();
    }
}
