package dev.lokistore.shell.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    @Test
    void everySequenceOfTwoBytesIsJudgedAsTheJdkDoes() {
        for (int i = 0; i <= 0xffff; i++) {
            check(new byte[] {(byte) (i >> 8), (byte) i});
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomSequencesAreJudgedAsTheJdkDoes(long seed) {
        Random random = new Random(seed);
        byte[] leads = {(byte) 0xe0, (byte) 0xed, (byte) 0xef, (byte) 0xf0, (byte) 0xf4, (byte) 0xf5, 'a', (byte) 0xc1};
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(6)];
            random.nextBytes(bytes);
            for (int j = 1; j < bytes.length; j++) {
                bytes[j] = (byte) (random.nextInt(4) == 0 ? bytes[j] : 0x80 | bytes[j] & 0x3f);
            }
            if (bytes.length > 0) {
                bytes[0] = leads[random.nextInt(leads.length)];
            }
            check(bytes);
        }
    }

    private static void check(byte[] bytes) {
        boolean valid = true;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            valid = false;
        }
        assertThat(Utf8.isValid(bytes, 0, bytes.length))
                .as(java.util.HexFormat.of().formatHex(bytes))
                .isEqualTo(valid);
    }
}
