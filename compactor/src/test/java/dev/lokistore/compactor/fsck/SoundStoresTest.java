package dev.lokistore.compactor.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.Effort;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
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

    /** Its first table and what only that names are gone; chunks over midnight live on in the next. */
    @Test
    void whatRetentionLeftIsSound() throws IOException {
        MemoryObjectStore objects = Fixtures.copy("minio-boltdb-v12");
        LokiStore store = LokiStore.open(objects, OpenOptions.defaults(temporary));
        Table first = store.tables().get(0);
        long end = (first.lastDay() + 1) * RandomStore.DAY_MILLIS;
        List<ObjectKey> gone = new ArrayList<>();
        first.files().forEach(file -> gone.add(file.object().key()));
        boolean livesOn = false;
        try (ChunkInventory chunks = store.inventory(Set.of(), StoreModel::fail);
                StoredChunkCursor cursor = chunks.chunks()) {
            while (cursor.next()) {
                boolean past = cursor.chunk().ref().throughMillis() < end;
                livesOn |= !past && cursor.chunk().ref().fromMillis() < end;
                if (past) {
                    gone.add(cursor.chunk().object().key());
                }
            }
        }
        objects.delete(gone);

        Checked checked = Checked.of(objects, 2, Fixtures.NOW, temporary);

        assertThat(livesOn).isTrue();
        assertThat(checked.wrong()).isEmpty();
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
