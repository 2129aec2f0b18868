package dev.lokistore.index.primitive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ByteSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers of strings and longs against a map's. */
class NumbersTest {
    @Test
    void stringsAreNumberedAsTheyComeAndKeepTheirBytes() {
        Random random = new Random(1);
        ByteStrings strings = new ByteStrings();
        Map<String, Integer> expected = new HashMap<>();
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            // all lengths up to 20, and bytes that are no UTF-8
            byte[] string = new byte[random.nextInt(21)];
            for (int b = 0; b < string.length; b++) {
                string[b] = (byte) (b < string.length - 2 ? 'x' : random.nextInt(256));
            }
            byte[] within = new byte[string.length + 5];
            System.arraycopy(string, 0, within, 3, string.length);
            int known = expected.computeIfAbsent(Arrays.toString(string), added -> {
                all.add(string);
                return all.size() - 1;
            });
            assertThat(strings.numberOf(within, 3, string.length)).isEqualTo(known);
        }
        assertThat(strings.size()).isEqualTo(all.size()).isGreaterThan(1000);
        for (int number = 0; number < all.size(); number++) {
            ByteSink sink = new ByteSink();
            strings.writeTo(sink, number);
            assertThat(sink.toByteArray()).isEqualTo(all.get(number));
            assertThat(strings.text(number)).isEqualTo(new String(all.get(number), UTF_8));
            int other = random.nextInt(all.size());
            assertThat(Integer.signum(strings.compare(number, other)))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(all.get(number), all.get(other))));
        }
    }

    @Test
    void longsAreNumberedAsTheyCome() {
        Random random = new Random(2);
        LongNumbers numbers = new LongNumbers();
        Map<Long, Integer> expected = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long value = random.nextBoolean() ? random.nextInt(1000) : (long) random.nextInt(1000) << 32;
            int size = expected.size();
            assertThat(numbers.numberOf(value)).isEqualTo(expected.computeIfAbsent(value, added -> size));
        }
        expected.forEach((value, number) -> assertThat(numbers.get(number)).isEqualTo(value));
    }

    @Test
    void listsGrowAndKnowTheirEnd() {
        IntList ints = new IntList();
        LongList longs = new LongList();
        for (int i = 0; i < 1000; i++) {
            ints.add(i * 3);
            longs.add(i * 5L);
        }
        assertThat(ints.get(999)).isEqualTo(2997);
        assertThat(longs.get(17)).isEqualTo(85);
        assertThat(ints.toArray()).hasSize(1000);
        assertThatThrownBy(() -> ints.get(1000)).isInstanceOf(IndexOutOfBoundsException.class);
        ints.clear();
        longs.clear();
        assertThatThrownBy(() -> longs.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(ints.size()).isZero();
    }
}
