package dev.lokistore.compactor.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.index.Effort;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores in which nothing is wrong. */
class SoundStoresTest {
    @TempDir
    private Path temporary;

    @ParameterizedTest
    @FieldSource("dev.lokistore.index.GoldenStores#ALL")
    void aStoreThatRealLokisWroteIsSound(String name) throws IOException {
        Checked checked = Checked.of(Fixtures.copy(name), 3, Fixtures.NOW, temporary);
        assertThat(checked.wrong()).isEmpty();
        assertThat(checked.unread()).isEmpty();
        assertThat(checked.report().unchecked()).isEmpty();
        FsckReport.Coverage coverage = checked.report().coverage();
        assertThat(coverage.decoded()).isEqualTo(coverage.objects()).isPositive();
        assertThat(coverage.references()).isGreaterThanOrEqualTo(coverage.objects());
    }

    static LongStream seeds() {
        return LongStream.range(0, Effort.of(10, 300));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRandomStoreIsSound(long seed) throws IOException {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.LARGE, temporary);
        MemoryObjectStore objects = random.copy();
        Checked checked =
                Checked.of(random.open(objects, temporary).loki(), FsckOrder.of(3, 2, RandomStore.NOW, temporary));
        assertThat(checked.wrong()).isEmpty();
        assertThat(checked.unread()).isEmpty();
        assertThat(checked.report().coverage().decoded())
                .isEqualTo(random.model().chunks().size());
    }
}
