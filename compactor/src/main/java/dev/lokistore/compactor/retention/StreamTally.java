package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up what a policy does to each stream. Holds the labels of all streams and a few numbers for each. */
final class StreamTally {
    private record Stream(TenantId tenant, Labels labels) implements Comparable<Stream> {
        private static final Comparator<Stream> ORDER =
                Comparator.comparing(Stream::tenant).thenComparing(Stream::labels);

        @Override
        public int compareTo(Stream other) {
            return ORDER.compare(this, other);
        }
    }

    private final RetentionPolicy policy;
    private final Instant now;
    private final Map<Stream, Sum> sums = new TreeMap<>();

    StreamTally(RetentionPolicy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    /** Begins, or goes on with, a stream. Each of its chunks must come once. */
    Sum stream(TenantId tenant, Labels labels) {
        return sums.computeIfAbsent(new Stream(tenant, labels), key -> new Sum(policy.ruleOf(tenant, labels)));
    }

    /** What one stream comes to. */
    final class Sum {
        private final RetentionRule rule;
        private Volume all = Volume.NONE;
        private Volume expired = Volume.NONE;
        private @Nullable Instant next;

        private Sum(RetentionRule rule) {
            this.rule = rule;
        }

        /** @param through last entry of the chunk, ms precision, inclusive */
        void chunk(Instant through, long storedBytes) {
            Decision decision = policy.decide(rule, through, now);
            Instant expiresAt = decision.expiresAt();
            all = all.plusChunk(storedBytes);
            if (decision.expired()) {
                expired = expired.plusChunk(storedBytes);
            } else if (expiresAt != null && (next == null || expiresAt.isBefore(next))) {
                next = expiresAt;
            }
        }
    }

    /** By tenant, then labels. */
    List<StreamRetentionRow> rows() {
        List<StreamRetentionRow> rows = new ArrayList<>();
        sums.forEach((stream, sum) -> rows.add(
                new StreamRetentionRow(stream.tenant(), stream.labels(), sum.rule, sum.all, sum.expired, sum.next)));
        return rows;
    }
}
