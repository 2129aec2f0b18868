package dev.lokistore.index.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.objectstore.CountingReader;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyRangesTest {
    /** What keys of a tenant may begin with: digits, and what lies before, between and behind them. */
    private static final List<String> STARTS = List.of(
            "0",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "7",
            "8",
            "9",
            "a",
            "b",
            "c",
            "d",
            "e",
            "f",
            "!",
            "+",
            ":",
            "A",
            "F",
            "_",
            "g",
            "z",
            "~",
            "é",
            "日",
            "\uD83D\uDE00");

    @TempDir
    private Path temp;

    static LongStream seeds() {
        return LongStream.range(0, 6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyKeyComesOnceAndInOrder(long seed) throws IOException {
        Random random = new Random(seed);
        MemoryObjectStore store = new MemoryObjectStore();
        // how often a key begins with a digit of a fingerprint
        int digits = 1 + random.nextInt(20);
        for (int i = 0; i < 6_000; i++) {
            StringBuilder key = new StringBuilder();
            key.append(random.nextInt(10) == 0 ? "" : "root/");
            int depth = random.nextInt(3);
            key.append(depth > 0 ? "tenant-" + random.nextInt(2) + "/" : "");
            for (int part = 1 + random.nextInt(3); part > 0; part--) {
                boolean hex = random.nextInt(digits) > 0;
                key.append(STARTS.get(random.nextInt(hex ? 16 : STARTS.size())));
            }
            key.append(random.nextBoolean() ? "/" : "").append(random.nextInt(1_000));
            store.put(ObjectKey.of(key.toString()), new byte[0]);
        }
        for (String root : List.of("", "root/", "nothing/")) {
            List<String> expected = new ArrayList<>();
            try (Listing<ObjectInfo> all = store.list(root)) {
                while (all.next()) {
                    expected.add(all.entry().key().value());
                }
            }
            assertThat(listed(store, root)).isEqualTo(expected);
        }
    }

    private List<String> listed(ObjectReader store, String root) throws IOException {
        List<String> keys = new ArrayList<>();
        try (KeyRanges ranges = KeyRanges.list(
                store,
                root,
                key -> true,
                4,
                temp,
                (subject, cause) -> {
                    throw new AssertionError(subject, cause);
                },
                count -> {})) {
            ranges.forEach(object -> keys.add(object.key()));
        }
        return keys;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aTenantIsListedByManyAtOnce(long seed) throws IOException {
        Random random = new Random(seed);
        MemoryObjectStore store = new MemoryObjectStore();
        for (int i = 0; i < 4_000; i++) {
            store.put(ObjectKey.of("fake/" + Long.toHexString(random.nextLong()) + "/1:2:3"), new byte[0]);
        }
        CountingReader counting = new CountingReader(store);

        assertThat(listed(counting, "")).hasSize(4_000);
        // the top, the first page, each digit behind it, and what is between and behind
        assertThat(counting.stats().allRequests()).isBetween(14L, 20L);
    }
}
