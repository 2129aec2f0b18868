package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintsTest {
    @Test
    void hashesAsTheFormatDocumentSays() {
        assertThat(Fingerprints.of(Labels.of("env", "dev", "app", "demo"))).isEqualTo(0x4ae405d76e348b47L);
        assertThat(Fingerprints.of(Labels.EMPTY)).isEqualTo(0xef46db3751d8e999L);
    }

    @Test
    void theOldHashDoesNotDependOnOrderAndIsFnvOfASingleLabel() {
        assertThat(Fingerprints.legacyOf(Labels.EMPTY)).isZero();
        long a = Fingerprints.legacyOf(Labels.of("a", "1"));
        long b = Fingerprints.legacyOf(Labels.of("b", "2"));
        assertThat(Fingerprints.legacyOf(Labels.of("b", "2", "a", "1"))).isEqualTo(a ^ b);
        // FNV-1a of a, ff, 1 from its definition
        long hash = 0xcbf29ce484222325L;
        for (int octet : new int[] {'a', 0xff, '1'}) {
            hash = (hash ^ octet) * 1099511628211L;
        }
        assertThat(a).isEqualTo(hash);
    }

    @Test
    void reservedNumbersAndBothHashesArePlausible() {
        Labels labels = Labels.of("app", "demo");
        assertThat(Fingerprints.isPlausible(1, labels)).isTrue();
        assertThat(Fingerprints.isPlausible(1 << 20, labels)).isTrue();
        assertThat(Fingerprints.isPlausible((1 << 20) + 1, labels)).isFalse();
        assertThat(Fingerprints.isPlausible(-1, labels)).isFalse();
        assertThat(Fingerprints.isPlausible(Fingerprints.of(labels), labels)).isTrue();
        assertThat(Fingerprints.isPlausible(Fingerprints.legacyOf(labels), labels))
                .isTrue();
    }
}
