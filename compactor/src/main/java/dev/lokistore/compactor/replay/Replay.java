package dev.lokistore.compactor.replay;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.gateway.Gateway;
import dev.lokistore.compactor.gateway.GatewayException;
import dev.lokistore.objectstore.BandwidthLimit;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.Interruption;
import dev.lokistore.objectstore.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pushes entries into a Loki: batch after batch in the source's order, so that those of a stream arrive in order. A batch
 * counts as sent when Loki has taken it; one whose answer was lost is sent again as it was, and Loki drops entries that it
 * has already (same stream, time and line). Memory: one batch.
 */
public final class Replay {
    /** Keeps the state of a run. */
    @FunctionalInterface
    public interface Checkpoint {
        void save(ReplayState state) throws IOException;
    }

    private final ReplaySource source;
    private final ReplayMapping mapping;
    private final long batchBytes;

    /** @param batchBytes about the size of a request before compression; 1 or more */
    public Replay(ReplaySource source, ReplayMapping mapping, long batchBytes) {
        if (batchBytes < 1) {
            throw new IllegalArgumentException("a batch of " + batchBytes + " bytes");
        }
        this.source = source;
        this.mapping = mapping;
        this.batchBytes = batchBytes;
    }

    /** Sends nothing; says what would be sent for each tenant. */
    public ReplayCounts count(long nowNanos) throws IOException {
        ReplayCounts counts = new ReplayCounts(nowNanos);
        ReplayMapping.Session session = mapping.new Session();
        try (ReplayEntries entries = source.open(Position.START)) {
            for (ReplayEntry entry = entries.next(); entry != null; entry = entries.next()) {
                counts.add(session.apply(entry));
            }
        }
        return counts;
    }

    /**
     * Sends what is not sent yet.
     *
     * @param state where to begin
     * @param checkpoint told after each request that was taken
     * @param brake slows down by the lines' bytes, such as {@link BandwidthLimit}
     * @param onReject told of requests that Loki refuses; null to end with the first
     * @return the state at the end
     * @throws GatewayException if Loki cannot be reached for long, or refuses; the state that was saved last goes on there
     * @throws SourceChangedException if the entries before the state's position are not there any more
     */
    public ReplayState run(
            Gateway gateway,
            ReplayState state,
            Checkpoint checkpoint,
            Interceptor brake,
            @Nullable Consumer<Rejection> onReject)
            throws IOException {
        return new Sending(gateway, state, checkpoint, brake, onReject).run();
    }

    private final class Sending {
        private final Gateway gateway;
        private final Checkpoint checkpoint;
        private final Interceptor brake;
        private final @Nullable Consumer<Rejection> onReject;
        private final ReplayMapping.Session session = mapping.new Session();
        private ReplayState state;

        Sending(
                Gateway gateway,
                ReplayState state,
                Checkpoint checkpoint,
                Interceptor brake,
                @Nullable Consumer<Rejection> onReject) {
            this.gateway = gateway;
            this.state = state;
            this.checkpoint = checkpoint;
            this.brake = brake;
            this.onReject = onReject;
        }

        ReplayState run() throws IOException {
            if (state.done()) {
                return state;
            }
            try (ReplayEntries entries = source.open(state.position())) {
                recognise(entries);
                ReplayBatch batch = new ReplayBatch(state.position());
                for (ReplayEntry entry = entries.next(); entry != null; entry = entries.next()) {
                    batch.passed(entry);
                    Optional<ReplayEntry> mapped = session.apply(entry);
                    mapped.ifPresentOrElse(batch::add, batch::drop);
                    if (batch.bytes() >= batchBytes) {
                        send(batch, false);
                        batch = new ReplayBatch(batch.end());
                    }
                }
                send(batch, true);
            }
            return state;
        }

        /** That the source still holds what was sent last. */
        private void recognise(ReplayEntries entries) throws IOException {
            Position known = state.position();
            String digest = "";
            for (long i = 0; i < known.equalTimes(); i++) {
                ReplayEntry entry = entries.next();
                if (entry == null) {
                    throw new SourceChangedException(known);
                }
                digest = EntryDigest.chain(digest, entry);
            }
            if (!digest.equals(known.digest())) {
                throw new SourceChangedException(known);
            }
        }

        private void send(ReplayBatch batch, boolean last) throws IOException {
            ReplayTally tally = state.tally();
            List<String> sent = new ArrayList<>(state.tenantsSent());
            for (Map.Entry<TenantId, Map<Labels, List<ReplayEntry>>> part :
                    batch.byTenant().entrySet()) {
                String tenant = part.getKey().value();
                if (sent.contains(tenant)) {
                    continue; // before this run was cut off
                }
                tally = send(part.getKey(), part.getValue(), tally);
                sent.add(tenant);
                if (batch.byTenant().size() > 1) {
                    keep(state.at(state.position(), sent, tally, false));
                }
            }
            keep(state.at(batch.end(), List.of(), tally.dropped(batch.dropped()), last));
        }

        private void keep(ReplayState next) throws IOException {
            checkpoint.save(next);
            state = next;
        }

        private ReplayTally send(TenantId tenant, Map<Labels, List<ReplayEntry>> streams, ReplayTally tally)
                throws IOException {
            long count = 0;
            long bytes = 0;
            long from = Long.MAX_VALUE;
            long through = Long.MIN_VALUE;
            for (List<ReplayEntry> entries : streams.values()) {
                for (ReplayEntry entry : entries) {
                    count++;
                    bytes += entry.line().length;
                    from = Math.min(from, entry.timestampNanos());
                    through = Math.max(through, entry.timestampNanos());
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                throw Interruption.of("interrupted", null);
            }
            try {
                gateway.push(tenant, PushRequest.encode(streams));
            } catch (GatewayException e) {
                if (e.kind() != GatewayException.Kind.REJECTED || onReject == null) {
                    throw e;
                }
                onReject.accept(new Rejection(tenant, count, from, through, String.valueOf(e.getMessage())));
                return tally.rejected(count);
            }
            brake.transferred(Operation.PUT, bytes);
            return tally.taken(count, bytes);
        }
    }
}
