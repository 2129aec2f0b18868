package dev.lokistore.compactor.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.lokistore.objectstore.Interruption;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.Sleeper;
import dev.lokistore.objectstore.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Keeps two runs from changing a store at the same time: an object with its owner and an expiry, renewed by a thread. On a
 * server without conditional writes runs that come at once tell each other by claims: each writes one, waits, and gives way
 * unless its own is the first in the list. Clocks that differ by more than the time to live break that; the plan's own
 * checks are behind it. Safe for use by several threads.
 */
public final class StoreLock implements Closeable {
    /**
     * How the lock keeps time.
     *
     * @param timeToLive after which a lock that is not renewed counts no more
     * @param settle how long a write may take to show to others
     */
    public record Timing(Duration timeToLive, Duration settle) {
        public static final Timing DEFAULT = new Timing(Duration.ofMinutes(2), Duration.ofSeconds(3));
    }

    private static final int MAX_BYTES = 1 << 16;
    private static final int RENEWALS = 4;
    /** Less than some blocks. */
    private static final long FULL_BYTES = 1 << 16;

    private final ObjectStore objects;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Timing timing;
    private final Thread heartbeat;
    private LockRecord held;
    private boolean lost;
    private boolean released;

    private StoreLock(ObjectStore objects, Clock clock, Sleeper sleeper, Timing timing, LockRecord record) {
        this.objects = objects;
        this.clock = clock;
        this.sleeper = sleeper;
        this.timing = timing;
        this.held = record;
        this.heartbeat = new Thread(this::renewUntilReleased, "lokistore-lock");
        this.heartbeat.setDaemon(true);
    }

    /**
     * Takes the lock.
     *
     * @param clock of this machine, not one that the user set
     * @throws LockedException if another run has it
     */
    public static StoreLock acquire(
            ObjectStore objects, RunOwner by, String what, Clock clock, Sleeper sleeper, Timing timing)
            throws IOException {
        Instant now = clock.instant();
        LockRecord record = new LockRecord(UUID.randomUUID().toString(), by, what, now, now.plus(timing.timeToLive()));
        StoreLock lock = new StoreLock(objects, clock, sleeper, timing, record);
        lock.take();
        lock.heartbeat.start();
        return lock;
    }

    /** Who holds the lock; empty if nobody does. A lock that lapsed is told too. */
    public static Optional<LockRecord> holder(ObjectStore objects) throws IOException {
        try {
            return Optional.of(LockRecord.parse(objects.readAll(OwnKeys.LOCK, MAX_BYTES)));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT) {
                return Optional.empty();
            }
            throw e;
        } catch (JsonProcessingException e) {
            throw new LockedException(
                    OwnKeys.LOCK + " in " + objects.name()
                            + " is no lock that this version knows. If no run is at work, 'lokistore unlock --force' removes it");
        }
    }

    /** Removes the lock, whoever holds it. */
    public static void breakLock(ObjectStore objects) throws IOException {
        for (StoreException failure : objects.delete(List.of(OwnKeys.LOCK)).values()) {
            throw failure;
        }
    }

    private void take() throws IOException {
        boolean lapsed = requireFree();
        if (lapsed) {
            breakLock(objects);
        }
        if (!putIfAbsent()) {
            claim();
        }
        if (lapsed) {
            // another run may have removed the lapsed one a moment later than we did, and ours with it
            pause(timing.settle());
            requireOurs();
        }
    }

    /** @return whether there is one that lapsed */
    private boolean requireFree() throws IOException {
        Optional<LockRecord> other = holder(objects);
        if (other.isPresent() && counts(other.get())) {
            throw locked(other.get());
        }
        return other.isPresent();
    }

    private boolean counts(LockRecord other) {
        return other.until().isAfter(clock.instant()) && !held.by().knowsDead(other.by());
    }

    private LockedException locked(LockRecord other) {
        return new LockedException("the store is locked by " + other.by().name() + " since " + other.since() + " ("
                + other.what()
                + "), until " + other.until() + " unless it is renewed. If that run is dead, wait until then, or"
                + " 'lokistore unlock'");
    }

    /** @return false if the server cannot do that, or does not heed the condition */
    private boolean putIfAbsent() throws IOException {
        try {
            objects.putIfAbsent(OwnKeys.LOCK, held.toBytes());
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.UNSUPPORTED) {
                return false;
            }
            if (e.kind() == StoreException.Kind.ALREADY_EXISTS) {
                Optional<LockRecord> other = holder(objects);
                throw other.isPresent()
                        ? locked(other.get())
                        : new LockedException("another run took the lock just now");
            }
            throw isFull() ? full(e) : e;
        }
        // old servers take no notice of the condition: one that does refuses the same key with another content
        byte[] second = held.renewed(held.until().plusMillis(1)).toBytes();
        try {
            objects.putIfAbsent(OwnKeys.LOCK, second);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.ALREADY_EXISTS) {
                return true;
            }
            throw e;
        }
        breakLock(objects);
        return false;
    }

    private boolean isFull() throws IOException {
        OptionalLong free = objects.freeBytes();
        return free.isPresent() && free.getAsLong() < FULL_BYTES;
    }

    private StoreException full(StoreException cause) {
        return new StoreException(
                cause.kind(),
                "the file system of " + objects.name()
                        + " is full: not even the lock of a run, which is always in the store"
                        + " so that other runs see it, can be written. Make room for some MiB, for example by removing"
                        + " .lokistore/trash/ (then earlier plans cannot be taken back), and give --state-dir DIR on another"
                        + " disk: then only new index files are written to the store before something goes",
                cause);
    }

    private void claim() throws IOException {
        ObjectKey mine = OwnKeys.claim(held.token());
        objects.put(mine, held.toBytes());
        try {
            pause(timing.settle());
            requireFree();
            if (!firstLiveClaim().equals(mine)) {
                throw new LockedException("another run takes the lock of the store at this moment: try again");
            }
            objects.put(OwnKeys.LOCK, held.toBytes());
            pause(timing.settle());
            requireOurs();
        } finally {
            objects.delete(List.of(mine));
        }
    }

    private ObjectKey firstLiveClaim() throws IOException {
        try (Listing<ObjectInfo> claims = objects.list(OwnKeys.CLAIMS)) {
            while (claims.next()) {
                ObjectKey key = claims.entry().key();
                if (isLive(key)) {
                    return key;
                }
            }
        }
        throw new LockedException("the store does not list what was just written to " + OwnKeys.CLAIMS);
    }

    private boolean isLive(ObjectKey claim) throws IOException {
        try {
            return counts(LockRecord.parse(objects.readAll(claim, MAX_BYTES)));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT) {
                return false;
            }
            throw e;
        }
    }

    private void pause(Duration duration) throws IOException {
        try {
            sleeper.sleep(duration);
        } catch (InterruptedException e) {
            throw Interruption.of("interrupted while taking the lock", e);
        }
    }

    private void requireOurs() throws IOException {
        Optional<LockRecord> holder = holder(objects);
        if (holder.isEmpty() || !holder.get().token().equals(held.token())) {
            throw holder.isPresent() ? locked(holder.get()) : new LockedException("the lock was removed by somebody");
        }
    }

    private void renewUntilReleased() {
        try {
            while (true) {
                sleeper.sleep(timing.timeToLive().dividedBy(RENEWALS));
                renew();
            }
        } catch (InterruptedException e) {
            // released
        }
    }

    private synchronized void renew() {
        if (released || lost) {
            return;
        }
        try {
            requireOurs();
            LockRecord renewed = held.renewed(clock.instant().plus(timing.timeToLive()));
            objects.put(OwnKeys.LOCK, renewed.toBytes());
            held = renewed;
        } catch (LockedException e) {
            lost = true;
        } catch (IOException e) {
            // tried again; check() stops the run when it lapses
        }
    }

    /**
     * To be asked before each effect.
     *
     * @throws LockedException if the lock was taken away or could not be renewed in time
     */
    public synchronized void check() throws LockedException {
        if (lost || !held.until().isAfter(clock.instant())) {
            throw new LockedException("the lock of the store was lost: another run took it, or it could not be renewed"
                    + " in time. What was begun is in the journal; carry on with 'lokistore apply --resume'");
        }
    }

    /** Gives the lock back, if it is still ours. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            released = true;
        }
        heartbeat.interrupt();
        Optional<LockRecord> holder = holder(objects);
        if (holder.isPresent() && holder.get().token().equals(held.token())) {
            breakLock(objects);
        }
    }
}
