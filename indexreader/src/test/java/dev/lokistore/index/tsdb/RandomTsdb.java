package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.logql.LabelMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Random streams and queries, and what a query must give by trying every stream. */
public final class RandomTsdb {
    public static final List<TenantId> TENANTS = List.of(TenantId.of("A"), TenantId.of("b-2"), TenantId.of("ünï"));

    // around the tenant label's place in the order of names
    private static final List<String> NAMES = List.of("Zone", "__x__", "_y", "app", "env", "größe", "pod");
    private static final long START = 1_700_000_000_000L;

    private final Random random;

    public RandomTsdb(long seed) {
        this.random = new Random(seed);
    }

    /** Fingerprints are few, so that some agree; label sets are unique for each tenant. */
    public List<IndexedSeries> series(int count) {
        Map<TenantId, Set<Labels>> used = new HashMap<>();
        List<IndexedSeries> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TenantId tenant = pick(TENANTS);
            Map<String, String> labels = new TreeMap<>();
            for (String name : NAMES) {
                if (random.nextInt(3) > 0) {
                    labels.put(name, value(name));
                }
            }
            Labels unique = Labels.of(labels);
            if (used.computeIfAbsent(tenant, t -> new HashSet<>()).add(unique)) {
                long fingerprint = random.nextInt(4) * 0x4000000000000000L + random.nextInt(count);
                all.add(TsdbDumps.series(tenant, fingerprint, unique, chunks()));
            }
        }
        return all;
    }

    private IndexedChunk[] chunks() {
        int count = random.nextInt(5) == 0 ? 1 + random.nextInt(200) : 1 + random.nextInt(5);
        IndexedChunk[] chunks = new IndexedChunk[count];
        long from = START + random.nextInt(80_000_000);
        for (int i = 0; i < count; i++) {
            chunks[i] = TsdbDumps.chunk(
                    from,
                    from + random.nextInt(500_000),
                    random.nextInt(),
                    random.nextInt(300),
                    random.nextInt(1 << 20));
            from += random.nextInt(300_000);
        }
        return chunks;
    }

    private String value(String name) {
        return name.equals("pod")
                ? "pod-" + random.nextInt(60)
                : pick(List.of("a", "b", "c", "d\uD83D\uDE00", "\uFFEE"));
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    public SeriesQuery query() {
        Set<TenantId> tenants = random.nextBoolean() ? Set.of() : Set.of(pick(TENANTS), TenantId.of("absent"));
        List<LabelMatcher> matchers = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            matchers.add(matcher());
        }
        TimeRange range = TimeRange.ALL;
        if (random.nextBoolean()) {
            long from = (START + random.nextInt(90_000_000)) * 1_000_000;
            range = new TimeRange(from, from + random.nextInt(40_000_000) * 1_000_000L);
        }
        return new SeriesQuery(tenants, matchers, range);
    }

    private LabelMatcher matcher() {
        LabelMatcher.Operator operator = pick(List.of(LabelMatcher.Operator.values()));
        String name = random.nextInt(12) == 0 ? pick(List.of("__name__", "__loki_tenant__", "absent")) : pick(NAMES);
        String value = operator == LabelMatcher.Operator.EQUAL || operator == LabelMatcher.Operator.NOT_EQUAL
                ? random.nextInt(8) == 0 ? "" : value(name)
                : pick(List.of(".*", ".+", "", "a|b", "pod-1.*", "pod-7", "[^a]?", "c|", "nothing"));
        return new LabelMatcher(name, operator, value);
    }

    /** By tenant, fingerprint, labels. */
    public static List<IndexedSeries> expected(List<IndexedSeries> all, SeriesQuery query) {
        List<IndexedSeries> found = new ArrayList<>();
        for (IndexedSeries series : all) {
            boolean matches = query.matchers().stream()
                    .allMatch(matcher -> matcher.matches(series.labels().valueOrEmpty(matcher.name())));
            List<IndexedChunk> chunks = series.chunks().stream()
                    .filter(chunk -> query.range()
                            .overlapsMillis(
                                    chunk.ref().fromMillis(), chunk.ref().throughMillis()))
                    .sorted(Comparator.comparing(IndexedChunk::ref))
                    .toList();
            if (matches && query.wants(series.tenant()) && !chunks.isEmpty()) {
                found.add(new IndexedSeries(series.tenant(), series.labels(), chunks));
            }
        }
        found.sort(Comparator.comparing(IndexedSeries::tenant)
                .thenComparing(series -> series.chunks().get(0).ref().fingerprint(), Long::compareUnsigned)
                .thenComparing(IndexedSeries::labels));
        return found;
    }

    public static long fingerprint(IndexedSeries series) {
        return series.chunks().get(0).ref().fingerprint();
    }
}
