package dev.lokistore.compactor.doctor;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.StoredDeletes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whether delete requests are carried out.
 *
 * @param cancelPeriod for which Loki leaves them alone
 */
record DeleteRequestCheck(LokiStore store, Duration cancelPeriod, Path temporary, Instant now) implements Check {
    /** Time for a run of the compactor over all tables; the first chance comes a minute after the cancel period. */
    private static final Duration GRACE = Duration.ofHours(6);

    @Override
    public String subject() {
        return "delete requests";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.DELETE_REQUEST_STUCK);
    }

    @Override
    public void run(Findings findings) throws IOException {
        StoredDeletes deletes = StoredDeletes.read(
                store, null, temporary, (key, why) -> findings.unchecked(key + ": " + Checkup.message(why)));
        for (StoredDeletes.Stored stored : deletes.requests()) {
            DeleteRequest request = stored.request();
            Instant due = request.createdAt().plus(cancelPeriod).plus(GRACE);
            if (!request.status().isProcessed() && due.isBefore(now)) {
                findings.add(
                        Symptom.DELETE_REQUEST_STUCK,
                        request.tenant() + " " + request.requestId(),
                        "a delete request should have been carried out",
                        List.of(
                                "created " + request.createdAt() + ", cancel period " + cancelPeriod.toHours() + " h",
                                request.status() + ": " + request.queryText()));
            }
        }
    }
}
