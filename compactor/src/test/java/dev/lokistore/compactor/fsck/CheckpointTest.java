package dev.lokistore.compactor.fsck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.check.Finding;
import dev.lokistore.index.ForwardingReader;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that are cut off and go on. */
class CheckpointTest {
    @TempDir
    private Path temporary;

    private PlantedStore store;
    private FsckOrder order;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        store = PlantedStore.tsdb(temporary);
        for (int i = 0; i < 60; i++) {
            store.chunks().add(PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 10 * i)));
        }
        store.store();
        for (int broken : new int[] {3, 20, 40, 65}) {
            store.edit(store.key(broken), bytes -> {
                bytes[bytes.length / 2] ^= 1;
                return bytes;
            });
        }
        order = FsckOrder.of(3, 1, PlantedStore.NOW, temporary);
        file = temporary.resolve("state");
    }

    /** Ends a run behind some batches. */
    private static final class CutOff implements Checkpoint {
        private final Checkpoint behind;
        private int left;

        CutOff(Checkpoint behind, int batches) {
            this.behind = behind;
            this.left = batches;
        }

        @Override
        public long decoded() {
            return behind.decoded();
        }

        @Override
        public long decodedBytes() {
            return behind.decodedBytes();
        }

        @Override
        public boolean isPassed(ChunkRef chunk) {
            return behind.isPassed(chunk);
        }

        @Override
        public void replay(java.util.function.Consumer<Finding> earlier) throws IOException {
            behind.replay(earlier);
        }

        @Override
        public void found(Finding finding) throws IOException {
            behind.found(finding);
        }

        @Override
        public void read(ChunkRef chunk) throws IOException {
            behind.read(chunk);
        }

        @Override
        public void unread(ChunkRef chunk) throws IOException {
            behind.unread(chunk);
        }

        @Override
        public void reached(ChunkRef chunk, long decoded, long decodedBytes) throws IOException {
            if (left-- == 0) {
                throw new IOException("cut off");
            }
            behind.reached(chunk, decoded, decodedBytes);
        }
    }

    private CheckpointFile state() throws IOException {
        return CheckpointFile.open(file, "store", order);
    }

    private Checked run(Checkpoint checkpoint) throws IOException {
        return Checked.of(store.open(), order, finding -> false, checkpoint);
    }

    @Test
    void aRunThatWasCutOffGoesOnAndFindsTheSame() throws IOException {
        Checked whole = store.check(order);
        assertThat(whole.all()).hasSize(4);
        for (int batches = 0; batches < 20; batches += 3) {
            int first = batches;
            try (CheckpointFile state = state()) {
                assertThatThrownBy(() -> run(new CutOff(state, first)).findings())
                        .hasMessage("cut off");
            } catch (AssertionError e) {
                assertThat(first).isGreaterThan(15); // it came to its end
            }
            long before;
            try (CheckpointFile state = state()) {
                before = state.decoded();
                Checked rest = run(state);
                assertThat(rest.findings()).hasSameElementsAs(whole.findings()).hasSameSizeAs(whole.findings());
                assertThat(rest.report()).isEqualTo(whole.report());
                state.finish();
            }
            assertThat(before).isGreaterThanOrEqualTo(Math.min(4L * first, 60));
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void aFileThatWasCutOffWithinALineIsGoneOnWith() throws IOException {
        try (CheckpointFile state = state()) {
            assertThatThrownBy(() -> run(new CutOff(state, 11))).hasMessage("cut off");
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int cut = 1; cut < 400; cut += 13) {
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - cut));
            try (CheckpointFile state = state()) {
                assertThat(state.decoded()).isPositive();
                assertThat(run(state).all()).hasSize(4);
            }
        }
    }

    @Test
    void anotherCheckDoesNotGoOnWithIt() throws IOException {
        state().close();
        assertThatThrownBy(() -> CheckpointFile.open(file, "other", order))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("state of another check");
        FsckOrder part = order.withSubset(new Subset(1, 2));
        assertThatThrownBy(() -> CheckpointFile.open(file, "store", part)).isInstanceOf(IllegalArgumentException.class);
        Files.writeString(file, "something else\n");
        assertThatThrownBy(this::state)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no state of an fsck");
    }

    @Test
    void whatTheStoreDidNotHandOutIsAskedForAgain() throws IOException {
        String refused = store.key(20);
        LokiStore failing = LokiStore.open(
                new ForwardingReader(store.objects()) {
                    @Override
                    public byte[] readAll(ObjectKey key, int maxBytes) throws StoreException {
                        if (key.value().equals(refused)) {
                            throw new StoreException(StoreException.Kind.IO, "not now", null);
                        }
                        return store.objects().readAll(key, maxBytes);
                    }
                },
                OpenOptions.defaults(temporary));
        try (CheckpointFile state = state()) {
            Checked first = Checked.of(failing, order, finding -> false, state);
            assertThat(first.unread()).singleElement().asString().contains(refused);
            assertThat(first.all()).hasSize(3);
        }
        for (int again = 0; again < 2; again++) {
            try (CheckpointFile state = state()) {
                Checked second = run(state);
                assertThat(second.unread()).isEmpty();
                assertThat(second.all()).hasSize(4).anyMatch(found -> found.contains(refused));
                assertThat(second.report().coverage().decoded())
                        .isEqualTo(second.report().coverage().objects());
            }
        }
    }

    @Test
    void suppressedFindingsAreCounted() throws IOException {
        Suppressions known = Suppressions.parse("""
                # known since the outage
                chunk-malformed %s   # one
                chunk-block fake/*:??????*
                chunk-missing   *
                chunk-orphan    fake/*  until 2026-12-01
                """.formatted(store.key(3)), java.time.LocalDate.parse("2026-12-10"));
        Checked checked = Checked.of(store.open(), order, known, Checkpoint.NONE);
        assertThat(checked.report().suppressed() + checked.findings().size()).isEqualTo(4);
        assertThat(checked.report().suppressed()).isPositive();
        assertThat(known.idle())
                .contains("line 4 suppresses nothing: chunk-missing   *")
                .contains("line 5 is over: chunk-orphan    fake/*  until 2026-12-01");
    }

    @Test
    void aWrongLineIsNamed() {
        for (String line : List.of("chunk-lost *", "chunk-missing", "chunk-missing * until tomorrow", "a b c d e")) {
            assertThatThrownBy(() -> Suppressions.parse("\n" + line, java.time.LocalDate.EPOCH))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("line 2: ");
        }
        assertThat(Set.copyOf(Suppressions.parse("", java.time.LocalDate.EPOCH).idle()))
                .isEmpty();
    }
}
