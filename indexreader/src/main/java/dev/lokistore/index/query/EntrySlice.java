package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A piece of a query's result: one stretch of time, of one tenant or of all. {@link EntrySlices} makes them. */
public final class EntrySlice {
    private static final int DIGEST_BYTES = 16;

    private final @Nullable TenantId tenant;
    private final TimeRange range;
    private final List<Candidate> candidates;
    private final double share;

    /**
     * @param candidates in the order of a merge, each chunk once
     * @param share how much of the whole query it is about, 0..1
     */
    EntrySlice(@Nullable TenantId tenant, TimeRange range, List<Candidate> candidates, double share) {
        this.share = share;
        this.tenant = tenant;
        this.range = range;
        this.candidates = List.copyOf(candidates);
    }

    /** Empty if the slice holds all tenants' entries. */
    public Optional<TenantId> tenant() {
        return Optional.ofNullable(tenant);
    }

    /** Of the entries' time stamps. */
    public TimeRange range() {
        return range;
    }

    /** Chunks that may hold entries of it. */
    public int chunks() {
        return candidates.size();
    }

    /** How much of the whole query it is, 0..1, by the index tables' sizes: an estimate for whoever waits. */
    public double share() {
        return share;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    /** Tells slices whose chunks are the same from others; hex. */
    public String digest() {
        MessageDigest digest = sha256();
        ByteBuffer row = ByteBuffer.allocate(3 * Long.BYTES + Integer.BYTES);
        for (Candidate candidate : candidates) {
            ChunkRef ref = candidate.ref();
            digest.update(ref.tenant().value().getBytes(StandardCharsets.UTF_8));
            row.clear();
            row.putLong(ref.fingerprint()).putLong(ref.fromMillis()).putLong(ref.throughMillis());
            digest.update(row.putInt(ref.checksum()).flip());
        }
        return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
