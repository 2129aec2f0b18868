package dev.lokistore.compactor.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LevelBitsTest {
    private final Random random = new Random(3);

    @Test
    void whatIsReadBackIsWhatWasAdded() {
        LevelBits bits = new LevelBits();
        for (int round = 0; round < 2_000; round++) {
            bits.clear();
            List<Integer> expected = new ArrayList<>();
            while (expected.size() < random.nextInt(700)) {
                if (random.nextBoolean()) {
                    int ones = random.nextInt(200);
                    bits.addOnes(ones);
                    for (int i = 0; i < ones; i++) {
                        expected.add(1);
                    }
                } else {
                    int bit = random.nextInt(8) == 0 ? 1 : 0;
                    bits.add(bit);
                    expected.add(bit);
                }
            }
            TextBuffer out = new TextBuffer();
            bits.encode(out);
            assertThat(bits.size()).isEqualTo(expected.size());
            assertThat(decode(out.toBytes(), expected.size())).isEqualTo(expected);
        }
    }

    @Test
    void aPageOfTheSameLevelIsOneRun() {
        LevelBits bits = new LevelBits();
        bits.addOnes(20_480);
        TextBuffer out = new TextBuffer();
        bits.encode(out);
        assertThat(out.toBytes()).isEqualTo(new byte[] {4, 0, 0, 0, (byte) 0x80, (byte) 0xc0, 2, 1});
    }

    /** As the format's text says: a run of a value, or groups of eight bits of which the last may be filled up. */
    private static List<Integer> decode(byte[] bytes, int count) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(in.getInt()).isEqualTo(in.remaining());
        List<Integer> levels = new ArrayList<>();
        while (in.hasRemaining()) {
            int head = 0;
            int shift = 0;
            byte b;
            do {
                b = in.get();
                head |= (b & 0x7f) << shift;
                shift += 7;
            } while (b < 0);
            if ((head & 1) == 0) {
                int value = in.get();
                for (int i = 0; i < head >> 1; i++) {
                    levels.add(value);
                }
            } else {
                for (int i = 0; i < (head >> 1) * 8; i++) {
                    int place = in.position() + i / 8;
                    levels.add(bytes[place] >> i % 8 & 1);
                }
                in.position(in.position() + (head >> 1));
            }
        }
        assertThat(levels).hasSizeBetween(count, count + 7);
        return levels.subList(0, count);
    }
}
