package dev.lokistore.objectstore;

import static dev.lokistore.objectstore.testing.ObjectReaderContract.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.Listings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DecoratorsTest {
    private static final RetryPolicy FOUR = new RetryPolicy(4, Duration.ofMillis(100), Duration.ofMillis(300));

    private final List<Duration> slept = new ArrayList<>();
    private final AtomicInteger retried = new AtomicInteger();

    private Retries retries(double random) {
        return new Retries(FOUR, slept::add, () -> random, retried::incrementAndGet);
    }

    private static StoreException failure(boolean retryable) {
        return new StoreException(Kind.UNAVAILABLE, "busy", null, retryable);
    }

    @Test
    void waitsGrowToALimitAndAreSpreadOverTheUpperHalf() {
        assertThatThrownBy(() -> retries(0).call(Operation.GET, "k", () -> {
                    throw failure(true);
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("4 attempts");
        assertThat(slept).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(150));
        slept.clear();
        assertThatThrownBy(() -> retries(0.5).call(Operation.GET, "k", () -> {
                    throw failure(true);
                }))
                .isInstanceOf(StoreException.class);
        assertThat(slept).containsExactly(Duration.ofMillis(75), Duration.ofMillis(150), Duration.ofMillis(225));
        assertThat(retried).hasValue(6);
    }

    @Test
    void delaysNeverOverflow() {
        RetryPolicy policy = new RetryPolicy(1000, Duration.ofHours(1), Duration.ofHours(5));
        for (int retry = 1; retry < 1000; retry++) {
            assertThat(policy.delay(retry, 0.999)).isBetween(Duration.ofMinutes(30), Duration.ofHours(5));
        }
    }

    @Test
    void whatWillNotPassIsNotRetried() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> retries(0).call(Operation.GET, "k", () -> {
                    calls.incrementAndGet();
                    throw failure(false);
                }))
                .hasMessage("busy");
        assertThat(calls).hasValue(1);
        assertThat(slept).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitBetweenAttempts() {
        Retries retries = new Retries(
                FOUR,
                delay -> {
                    throw new InterruptedException();
                },
                () -> 0,
                retried::incrementAndGet);
        assertKind(
                Kind.INTERRUPTED,
                () -> retries.call(Operation.GET, "k", () -> {
                    throw failure(true);
                }));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(retried).hasValue(0);
    }

    @Test
    void aStoreOpenedAsCommandsDoStopsWhenInterrupted() throws Exception {
        CountingStore store = Stores.decorate(new MemoryObjectStore(), StoreOptions.defaults());
        Thread.currentThread().interrupt();
        try {
            assertKind(Kind.INTERRUPTED, () -> store.head(ObjectKey.of("k")));
            assertKind(Kind.INTERRUPTED, () -> Listings.keys(store.list("")));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(store.stats().allRequests()).isZero();
    }

    @Test
    void onlySoManyRequestsRunAtOnce() throws Exception {
        ConcurrencyLimit limit = new ConcurrencyLimit(3);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                calls.add(threads.submit(() -> limit.call(Operation.GET, "k", () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    three.countDown();
                    try {
                        three.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return running.decrementAndGet();
                })));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most).hasValue(3);
    }

    @Test
    void readersCountLikeStores() throws Exception {
        MemoryObjectStore memory = new MemoryObjectStore();
        for (int i = 0; i < 5; i++) {
            memory.put(ObjectKey.of("k" + i), new byte[10]);
        }
        CountingReader reader = new CountingReader(memory);
        Listings.keys(reader.list(""));
        reader.readAll(ObjectKey.of("k0"), 10);
        try (ObjectBody body = reader.get(ObjectKey.of("k1"))) {
            body.stream().readNBytes(4);
        }
        assertKind(Kind.NO_SUCH_OBJECT, () -> reader.head(ObjectKey.of("gone")));

        StoreStats stats = reader.stats();
        assertThat(stats.requests()).isEqualTo(Map.of(Operation.LIST, 1L, Operation.GET, 2L, Operation.HEAD, 1L));
        assertThat(stats.bytesRead()).isEqualTo(14);
        assertThat(stats.retries()).isZero();
    }

    @Test
    void batchesAreSplitAndKeysThatMayPassAreDeletedAgain() throws Exception {
        MemoryObjectStore memory = new MemoryObjectStore();
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            keys.add(ObjectKey.of("k" + i));
            memory.put(keys.get(i), new byte[0]);
        }
        List<Integer> batches = new ArrayList<>();
        ObjectStore flaky =
                new InterceptedStore(memory, new Interceptor() {
                    @Override
                    public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
                        return request.send();
                    }
                }) {
                    @Override
                    public Map<ObjectKey, StoreException> delete(Collection<ObjectKey> batch) throws IOException {
                        batches.add(batch.size());
                        return batch.size() == 1000
                                ? Map.of(batch.iterator().next(), failure(true))
                                : super.delete(batch);
                    }
                };
        CountingStore store = new CountingStore(flaky);

        assertThat(store.delete(keys)).isEmpty();
        assertThat(batches).containsExactly(1000, 1, 1000, 1, 500);
        assertThat(store.stats().requests(Operation.DELETE)).isEqualTo(5);
    }

    @Test
    void manyPrefixesAreListedAtOnceAndCompletely() throws Exception {
        MemoryObjectStore memory = new MemoryObjectStore();
        TreeSet<String> expected = new TreeSet<>();
        List<String> prefixes = new ArrayList<>();
        for (int p = 0; p < 20; p++) {
            prefixes.add("p" + (char) ('a' + p) + "/");
            for (int i = 0; i < 700; i++) {
                String key = prefixes.get(p) + i;
                memory.put(ObjectKey.of(key), new byte[0]);
                expected.add(key);
            }
        }
        TreeSet<String> found = new TreeSet<>();
        Map<String, String> last = new HashMap<>();
        try (Listing<ObjectInfo> listing = ParallelListing.open(memory, prefixes, 6)) {
            while (listing.next()) {
                String key = listing.entry().key().value();
                assertThat(found.add(key)).isTrue();
                String before = last.put(key.substring(0, 3), key);
                assertThat(before == null || ObjectKey.compareUtf8(before, key) < 0)
                        .isTrue();
            }
            assertThat(listing.next()).isFalse();
        }
        assertThat(found).isEqualTo(expected);
        assertThat(Listings.keys(ParallelListing.open(memory, List.of(), 6))).isEmpty();
    }

    @Test
    void aFailedPrefixFailsTheWholeListing() {
        ObjectReader failing = new InterceptedReader(new MemoryObjectStore(), new Interceptor() {
            @Override
            public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
                if (subject.equals("c")) {
                    throw new StoreException(Kind.FORBIDDEN, "no", null);
                }
                return request.send();
            }
        });
        try (Listing<ObjectInfo> listing = ParallelListing.open(failing, List.of("a", "b", "c", "d"), 2)) {
            assertKind(Kind.FORBIDDEN, () -> {
                while (listing.next()) {
                    assertThat(listing.entry()).isNotNull();
                }
            });
            assertKind(Kind.FORBIDDEN, listing::next);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aParallelListingThatIsClosedEarlyEnds() throws Exception {
        MemoryObjectStore memory = new MemoryObjectStore();
        for (int i = 0; i < 50_000; i++) {
            memory.put(ObjectKey.of("k" + i), new byte[0]);
        }
        ParallelListing listing = ParallelListing.open(memory, List.of("k1", "k2", "k3"), 3);
        assertThat(listing.next()).isTrue();
        listing.close();
        while (listing.next()) {
            assertThat(listing.entry()).isNotNull();
        }
    }
}
