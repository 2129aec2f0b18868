package dev.lokistore.compactor.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TimeRange;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How far a replay is: enough to go on, and no entry of it. Kept in a file between runs.
 *
 * @param version of this form
 * @param identity of what is replayed, and where to
 * @param fromNanos of the time range, as it was when the replay began
 * @param toNanos exclusive
 * @param position behind the last batch that was taken as a whole
 * @param tenantsSent whose part of the batch there was taken
 * @param tally so far
 * @param done whether all is sent
 */
public record ReplayState(
        int version,
        String identity,
        long fromNanos,
        long toNanos,
        Position position,
        List<String> tenantsSent,
        ReplayTally tally,
        boolean done) {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    public ReplayState {
        tenantsSent = List.copyOf(tenantsSent);
    }

    /** Before the first entry. */
    public static ReplayState start(String identity, TimeRange range) {
        return new ReplayState(
                VERSION,
                identity,
                range.fromNanos(),
                range.toNanos(),
                Position.START,
                List.of(),
                ReplayTally.NOTHING,
                false);
    }

    public TimeRange range() {
        return new TimeRange(fromNanos, toNanos);
    }

    ReplayState at(Position newPosition, List<String> sent, ReplayTally newTally, boolean isDone) {
        return new ReplayState(version, identity, fromNanos, toNanos, newPosition, sent, newTally, isDone);
    }

    public byte[] toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers is always written", e);
        }
    }

    /** @throws CorruptDataException if it is no such file, or one of a later version */
    public static ReplayState parse(String source, byte[] json) throws CorruptDataException {
        ReplayState state;
        try {
            state = JSON.readValue(new String(json, StandardCharsets.UTF_8), ReplayState.class);
        } catch (JsonProcessingException e) {
            throw new CorruptDataException(source, 0, "not the state of a replay: " + e.getOriginalMessage());
        }
        if (state == null || state.version != VERSION || state.position == null || state.tally == null) {
            throw new CorruptDataException(source, 0, "not the state of a replay of version " + VERSION);
        }
        return state;
    }
}
