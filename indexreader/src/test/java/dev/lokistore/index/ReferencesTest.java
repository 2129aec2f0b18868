package dev.lokistore.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
    @TempDir
    private Path temporary;

    private static ChunkRef random(Random random) {
        List<String> tenants = List.of("a", "a-b", "zz", "1");
        long from = (random.nextInt(20) - 3) * 86_400_000L + random.nextInt(5);
        return new ChunkRef(
                TenantId.of(tenants.get(random.nextInt(tenants.size()))),
                random.nextInt(3) == 0 ? -random.nextInt(3) : random.nextInt(3),
                from,
                from + random.nextInt(3),
                random.nextInt(4) - 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 10, 1 << 14, 64 << 20})
    void allNamingsOfAChunkComeTogetherInTheOrderOfInventories(int budget) throws IOException {
        Random random = new Random(budget);
        Map<ChunkRef, Set<References.Naming>> expected = new TreeMap<>(ChunkInventory.ORDER);
        try (References references = new References(temporary, budget)) {
            for (int i = 0; i < 2_000; i++) {
                ChunkRef ref = random(random);
                References.Naming naming = new References.Naming(
                        random.nextInt(5),
                        random.nextBoolean() ? null : new ChunkVolume(random.nextInt(2), 0xffffffffL),
                        random.nextInt(2) == 0 ? 0 : Long.MIN_VALUE);
                references.add(ref, naming);
                expected.computeIfAbsent(ref, added -> new HashSet<>()).add(naming);
            }
            assertThat(references.count()).isEqualTo(2_000);
            List<ChunkRef> found = new ArrayList<>();
            References.Cursor cursor = references.sorted();
            while (cursor.next()) {
                found.add(cursor.ref());
                assertThat(cursor.namings()).doesNotHaveDuplicates().hasSameElementsAs(expected.get(cursor.ref()));
            }
            assertThat(cursor.ref()).isNull();
            assertThat(found).containsExactlyElementsOf(expected.keySet());
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void noneAreNone() throws IOException {
        try (References references = new References(temporary)) {
            assertThat(references.sorted().next()).isFalse();
        }
    }
}
