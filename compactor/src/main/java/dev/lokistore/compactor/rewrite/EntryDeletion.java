package dev.lokistore.compactor.rewrite;

import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.EntryRule;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.index.logql.LineMask;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of a {@link ChunkWork.Delete}, ready to be applied to chunks. Immutable. */
public final class EntryDeletion {
    /** A rule's selectors, with its range of time. */
    private record Rule(ChunkWork.EntryMatch match, List<EntryMatcher> matchers) {
        boolean isFor(TenantId tenant) {
            TenantId only = match.tenant();
            return only == null || only.equals(tenant);
        }
    }

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final List<Rule> rules = new ArrayList<>();
    private final List<LineMask> masks = new ArrayList<>();

    /** @throws IllegalArgumentException if a selector or an expression is none */
    public EntryDeletion(ChunkWork.Delete work) {
        for (ChunkWork.EntryMatch match : work.rules()) {
            TimeRange range = new TimeRange(match.fromNanos(), match.toNanos());
            List<EntryMatcher> matchers = match.selectors().stream()
                    .map(selector -> new EntryMatcher(Selector.parse(selector), range))
                    .toList();
            rules.add(new Rule(match, matchers));
        }
        work.masks().forEach(mask -> masks.add(LineMask.of(mask.regex(), mask.replacement())));
    }

    /** How much of a chunk the rules may mean, as its name and its stream's labels tell. */
    public enum Reach {
        NONE,
        /** Perhaps some entries, perhaps none. */
        SOME,
        /** All entries go, whatever they are. */
        ALL
    }

    /**
     * Looks at a chunk from outside.
     *
     * @param labels of its stream; empty where the index has lost them: then the chunk itself must tell
     */
    public Reach reach(ChunkRef chunk, Optional<Labels> labels) {
        Reach reach = Reach.NONE;
        for (Rule rule : rules) {
            if (!rule.isFor(chunk.tenant())) {
                continue;
            }
            for (EntryMatcher matcher : rule.matchers) {
                boolean concerns = concerns(matcher, chunk, labels);
                if (concerns && labels.isPresent() && masks.isEmpty() && takesAll(matcher, chunk)) {
                    return Reach.ALL;
                }
                reach = concerns ? Reach.SOME : reach;
            }
        }
        return reach;
    }

    private static boolean concerns(EntryMatcher matcher, ChunkRef chunk, Optional<Labels> labels) {
        return matcher.range().overlapsMillis(chunk.fromMillis(), chunk.throughMillis())
                && (labels.isEmpty() || matcher.matches(labels.get()));
    }

    /** Those of the rules that may mean entries of a chunk, as {@link #reach} tells it. */
    public List<ChunkWork.EntryMatch> reaching(ChunkRef chunk, Optional<Labels> labels) {
        List<ChunkWork.EntryMatch> reaching = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.isFor(chunk.tenant())
                    && rule.matchers.stream().anyMatch(matcher -> concerns(matcher, chunk, labels))) {
                reaching.add(rule.match);
            }
        }
        return reaching;
    }

    private static boolean takesAll(EntryMatcher matcher, ChunkRef chunk) {
        return matcher.selector().lineFilters().isEmpty()
                && matcher.selector().metadataFilters().isEmpty()
                && matcher.range().fromNanos() <= chunk.fromMillis() * NANOS_PER_MILLI
                && matcher.range().toNanos() > chunk.throughMillis() * NANOS_PER_MILLI;
    }

    /** What concerns a chunk's stream, by what the chunk says of it; empty if nothing does. For one thread. */
    public Optional<Applied> on(ChunkHeader chunk) {
        List<EntryMatcher> concerned = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.isFor(chunk.tenant())) {
                rule.matchers.stream()
                        .filter(matcher -> matcher.matches(chunk.labels()))
                        .forEach(concerned::add);
            }
        }
        return concerned.isEmpty() ? Optional.empty() : Optional.of(new Applied(concerned, chunk.labels(), masks));
    }

    /** The rules that concern one stream. */
    public static final class Applied implements EntryRule {
        private final List<EntryMatcher> matchers;
        private final Labels labels;
        private final List<LineMask> masks;
        private byte[] line = {};
        private boolean repeats;

        private Applied(List<EntryMatcher> matchers, Labels labels, List<LineMask> masks) {
            this.matchers = matchers;
            this.labels = labels;
            this.masks = masks;
        }

        @Override
        public Fate of(EntryCursor entry) {
            for (EntryMatcher matcher : matchers) {
                if (matcher.matches(entry, labels)) {
                    return masks.isEmpty() ? Fate.REMOVE : mask(entry);
                }
            }
            return Fate.KEEP;
        }

        private Fate mask(EntryCursor entry) {
            byte[] masked = mask(entry.buffer(), entry.lineOffset(), entry.lineLength());
            if (masked == null) {
                return Fate.KEEP;
            }
            repeats |= mask(masked, 0, masked.length) != null;
            line = masked;
            return Fate.CHANGE;
        }

        private byte @Nullable [] mask(byte[] buffer, int offset, int length) {
            byte[] masked = null;
            for (LineMask mask : masks) {
                byte[] next =
                        masked == null ? mask.apply(buffer, offset, length) : mask.apply(masked, 0, masked.length);
                masked = next == null ? masked : next;
            }
            return masked;
        }

        @Override
        public byte[] line() {
            return line;
        }

        /** Whether a mask would change what it made, so that nothing can tell what it has been applied to. */
        public boolean repeats() {
            return repeats;
        }
    }
}
