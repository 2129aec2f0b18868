package dev.lokistore.compactor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.objectstore.InterceptedStore;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.Sleeper;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreLockTest {
    private static final StoreLock.Timing TIMING = StoreLock.Timing.DEFAULT;

    /** Servers differ in what they make of a conditional write. */
    private enum Server {
        CONDITIONAL,
        REFUSES,
        IGNORES;

        ObjectStore store(MemoryObjectStore memory) {
            return switch (this) {
                case CONDITIONAL -> memory;
                case REFUSES ->
                    new InterceptedStore(memory, Interceptor.NONE) {
                        @Override
                        public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws IOException {
                            throw new StoreException(StoreException.Kind.UNSUPPORTED, "501", null);
                        }
                    };
                case IGNORES ->
                    new InterceptedStore(memory, Interceptor.NONE) {
                        @Override
                        public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws IOException {
                            return put(key, body);
                        }
                    };
            };
        }
    }

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T00:00:00Z"));

    private static final class SettableClock extends Clock {
        private final AtomicReference<Instant> now;

        SettableClock(Instant now) {
            this.now = new AtomicReference<>(now);
        }

        void pass(Duration duration) {
            now.updateAndGet(before -> before.plus(duration));
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** The heartbeat sleeps for ever. */
    private static void sleep(Duration duration) throws InterruptedException {
        if (duration.compareTo(TIMING.settle()) > 0) {
            new CountDownLatch(1).await();
        }
    }

    @Test
    void aFullFileSystemIsToldOf() {
        ObjectStore full = new InterceptedStore(memory, Interceptor.NONE) {
            @Override
            public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws IOException {
                throw new StoreException(StoreException.Kind.IO, "no space", null);
            }

            @Override
            public OptionalLong freeBytes() {
                return OptionalLong.of(0);
            }
        };

        assertThatThrownBy(() -> acquire(full, "a"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is full")
                .hasMessageContaining("--state-dir");
    }

    private StoreLock acquire(ObjectStore store, String name) throws IOException {
        return StoreLock.acquire(
                store, new RunOwner(name, "", 1), "work of " + name, clock, StoreLockTest::sleep, TIMING);
    }

    @ParameterizedTest
    @EnumSource
    void oneAfterTheOther(Server server) throws Exception {
        ObjectStore store = server.store(memory);
        try (StoreLock first = acquire(store, "first")) {
            first.check();
            assertThatThrownBy(() -> acquire(store, "second"))
                    .isInstanceOf(LockedException.class)
                    .hasMessageContaining("locked by first")
                    .hasMessageContaining("work of first");
            first.check();
            assertThat(StoreLock.holder(store).orElseThrow().by().name()).isEqualTo("first");
        }
        assertThat(StoreLock.holder(store)).isEmpty();
        try (StoreLock second = acquire(store, "second")) {
            second.check();
        }
        assertThat(SmallStore.contents(memory)).isEmpty();
        assertThat(memory.list(OwnKeys.CLAIMS).next()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void ofManyAtOnceOneWinsAtMost(Server server) throws Exception {
        ObjectStore store = server.store(memory);
        int runs = 6;
        // a claim that was written shows before anybody looks
        CyclicBarrier settled = new CyclicBarrier(runs);
        Sleeper sleeper = duration -> {
            if (duration.compareTo(TIMING.settle()) > 0) {
                new CountDownLatch(1).await();
            }
            try {
                if (server != Server.CONDITIONAL && !settled.isBroken()) {
                    settled.await(2, TimeUnit.SECONDS);
                }
            } catch (BrokenBarrierException | TimeoutException e) {
                // the second wait of the winner
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(runs);
        List<StoreLock> held = new ArrayList<>();
        try {
            List<Callable<StoreLock>> calls = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                RunOwner owner = new RunOwner("run " + i, "", i);
                calls.add(() -> StoreLock.acquire(store, owner, "work", clock, sleeper, TIMING));
            }
            for (Future<StoreLock> call : threads.invokeAll(calls)) {
                try {
                    held.add(call.get());
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(LockedException.class);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(held).hasSizeLessThanOrEqualTo(1);
        for (StoreLock lock : held) {
            lock.check();
            lock.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeadRunsLockLapses(Server server) throws Exception {
        ObjectStore store = server.store(memory);
        StoreLock dead = acquire(store, "dead");
        clock.pass(TIMING.timeToLive().minusSeconds(1));
        assertThatThrownBy(() -> acquire(store, "next")).isInstanceOf(LockedException.class);
        clock.pass(Duration.ofSeconds(1));

        try (StoreLock next = acquire(store, "next")) {
            next.check();
            assertThatThrownBy(dead::check).isInstanceOf(LockedException.class).hasMessageContaining("--resume");
            dead.close();
            assertThat(StoreLock.holder(store).orElseThrow().by().name()).isEqualTo("next");
        }
    }

    @Test
    void theLockOfAnEndedProcessOfThisMachineDoesNotCount() throws Exception {
        RunOwner ours = RunOwner.current();
        long ended = new ProcessBuilder("true").start().onExit().join().pid();
        RunOwner before = new RunOwner("before", ours.machine(), ended);
        StoreLock.acquire(memory, before, "work", clock, StoreLockTest::sleep, TIMING);

        boolean known = !ours.machine().isEmpty();
        if (known) {
            StoreLock.acquire(memory, ours, "work", clock, StoreLockTest::sleep, TIMING)
                    .close();
        }
        assertThat(StoreLock.holder(memory).isEmpty()).isEqualTo(known);
    }

    @Test
    void theLockIsRenewedAsLongAsItIsHeld() throws Exception {
        // what is taken ends a sleep; before the next one begins the lock is renewed
        SynchronousQueue<Duration> sleeps = new SynchronousQueue<>();
        StoreLock lock = StoreLock.acquire(memory, new RunOwner("a", "", 1), "work", clock, sleeps::put, TIMING);
        sleeps.take();
        for (int i = 0; i < 10; i++) {
            clock.pass(TIMING.timeToLive().minusSeconds(10));
            sleeps.take();
            lock.check();
        }
        StoreLock.breakLock(memory);
        sleeps.take();
        sleeps.take();
        assertThatThrownBy(lock::check).isInstanceOf(LockedException.class).hasMessageContaining("lost");
        lock.close();
    }
}
