package dev.lokistore.compactor.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    private static final int WIDTH = 4;
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    private final List<Integer> taken = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();

    private void await(CountDownLatch latch) throws Exception {
        if (!latch.await(1, TimeUnit.MINUTES)) {
            throw new IOException("nobody else reads");
        }
    }

    private Callable<Integer> counted(int number) {
        return () -> {
            begun.incrementAndGet();
            return number;
        };
    }

    @Test
    void asManyAreReadAtTheSameTimeAsMayBe() throws IOException {
        CountDownLatch together = new CountDownLatch(WIDTH);
        try (ReadAhead<Integer> ahead = new ReadAhead<>(WIDTH, NO_LIMIT)) {
            for (int i = 0; i < WIDTH; i++) {
                int number = i;
                ahead.add(
                        1,
                        () -> {
                            together.countDown();
                            await(together);
                            return number;
                        },
                        result -> taken.add(result.get()));
            }
            ahead.finish();
        }
        assertThat(taken).containsExactly(0, 1, 2, 3);
    }

    @Test
    void theOrderIsThatOfAskingWhoeverIsFirst() throws IOException {
        CountDownLatch later = new CountDownLatch(WIDTH - 1);
        try (ReadAhead<Integer> ahead = new ReadAhead<>(WIDTH, NO_LIMIT)) {
            ahead.add(
                    1,
                    () -> {
                        await(later);
                        return 0;
                    },
                    result -> taken.add(result.get()));
            for (int i = 1; i < WIDTH; i++) {
                int number = i;
                ahead.add(
                        1,
                        () -> {
                            later.countDown();
                            return number;
                        },
                        result -> taken.add(result.get()));
            }
            ahead.finish();
        }
        assertThat(taken).containsExactly(0, 1, 2, 3);
    }

    /** What is begun beyond what was taken is what is in memory. */
    @Test
    void neitherWidthNorBytesAreExceeded() throws IOException {
        for (long size : new long[] {1, 40, 60, 1_000}) {
            taken.clear();
            begun.set(0);
            int most = (int) Math.max(1, Math.min(WIDTH, 100 / size));
            try (ReadAhead<Integer> ahead = new ReadAhead<>(WIDTH, 100)) {
                for (int i = 0; i < 50; i++) {
                    ahead.add(size, counted(i), result -> {
                        taken.add(result.get());
                        assertThat(begun.get() - taken.size()).isLessThan(most);
                    });
                    assertThat(begun.get() - taken.size()).isLessThanOrEqualTo(most);
                }
                ahead.finish();
            }
            assertThat(taken)
                    .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
        }
    }

    @Test
    void whatFailsIsToldInItsPlaceAndTheOthersGoOn() throws IOException {
        try (ReadAhead<Integer> ahead = new ReadAhead<>(2, NO_LIMIT)) {
            ahead.add(1, counted(0), result -> taken.add(result.get()));
            ahead.add(
                    1,
                    () -> {
                        throw new IOException("lost");
                    },
                    result -> {
                        assertThatThrownBy(result::get).hasMessage("lost");
                        taken.add(-1);
                    });
            ahead.add(1, counted(2), result -> taken.add(result.get()));
            ahead.finish();
        }
        assertThat(taken).containsExactly(0, -1, 2);
    }

    @Test
    void aTakerThatFailsEndsItAndNothingIsReadAnyMore() {
        assertThatThrownBy(() -> {
                    try (ReadAhead<Integer> ahead = new ReadAhead<>(1, NO_LIMIT)) {
                        ahead.add(1, counted(0), result -> {
                            throw new IOException("disk full");
                        });
                        ahead.add(1, counted(1), result -> taken.add(result.get()));
                    }
                })
                .hasMessage("disk full");
        assertThat(begun).hasValueLessThanOrEqualTo(1);
        assertThat(taken).isEmpty();
    }
}
