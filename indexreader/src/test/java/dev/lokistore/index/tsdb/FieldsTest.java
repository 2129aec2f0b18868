package dev.lokistore.index.tsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.chunk.CorruptDataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Variable-length integers of every length, in the middle of a region and at its end. */
class FieldsTest {
    private static List<Long> numbers() {
        List<Long> numbers = new ArrayList<>(List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE));
        Random random = new Random(3);
        for (int bits = 1; bits <= 64; bits++) {
            long limit = 1L << bits - 1;
            numbers.addAll(List.of(limit - 1, limit, limit + 1, limit + (random.nextLong() & limit - 1)));
        }
        return numbers;
    }

    @Test
    void numbersReadBack() throws CorruptDataException {
        ByteSink sink = new ByteSink();
        for (long number : numbers()) {
            sink.uvarint(number);
            sink.varint(number);
        }
        Fields fields = new Fields("x");
        fields.reset(sink.toByteArray(), 0, sink.size(), 0);
        for (long number : numbers()) {
            assertThat(fields.uvarint("number")).isEqualTo(number);
            assertThat(fields.varint("number")).isEqualTo(number);
        }
        assertThat(fields.remaining()).isZero();
    }

    @Test
    void numberAtTheEndIsReadAndOneThatIsCutIsNot() throws CorruptDataException {
        for (long number : numbers()) {
            ByteSink sink = new ByteSink();
            sink.uvarint(number);
            byte[] alone = sink.toByteArray();
            byte[] followed = Arrays.copyOf(alone, alone.length + 20);
            Arrays.fill(followed, alone.length, followed.length, (byte) 0xff);
            Fields fields = new Fields("x");
            for (byte[] bytes : List.of(alone, followed)) {
                fields.reset(bytes, 0, alone.length, 0);
                assertThat(fields.uvarint("number")).isEqualTo(number);
                assertThat(fields.remaining()).isZero();
                fields.reset(bytes, 0, alone.length - 1, 0);
                assertThatThrownBy(() -> fields.uvarint("number"))
                        .isInstanceOf(CorruptDataException.class)
                        .hasMessageContaining("found the end of its region");
            }
        }
    }

    @Test
    void numbersOfMoreThan64BitsAreRefused() {
        byte[] bytes = new byte[20];
        Arrays.fill(bytes, (byte) 0x80);
        for (int last : new int[] {0x02, 0x7f, 0x80}) {
            bytes[9] = (byte) last;
            Fields fields = new Fields("x");
            fields.reset(bytes, 0, bytes.length, 0);

            assertThatThrownBy(() -> fields.uvarint("number")).hasMessageContaining("found a longer one");
        }
    }
}
