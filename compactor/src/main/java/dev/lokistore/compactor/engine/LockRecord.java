package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.PlanJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Who holds a store's lock.
 *
 * @param token that no other run has
 * @param by the process
 * @param what it does, for people
 * @param until when it lapses unless it is renewed
 */
public record LockRecord(String token, RunOwner by, String what, Instant since, Instant until) {
    LockRecord renewed(Instant newUntil) {
        return new LockRecord(token, by, what, since, newUntil);
    }

    byte[] toBytes() throws IOException {
        return (PlanJson.mapper().writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IOException if the bytes are none */
    static LockRecord parse(byte[] bytes) throws IOException {
        return PlanJson.mapper().readValue(bytes, LockRecord.class);
    }
}
