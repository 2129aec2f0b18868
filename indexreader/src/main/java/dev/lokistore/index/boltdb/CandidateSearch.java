package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.logql.LabelMatcher;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the series of one tenant that matchers may select, by label rows: for known values by seeking the hash, else in
 * the rows of the label, hopping over values that do not match.
 */
final class CandidateSearch {
    /** More than these are not worth seeking, nor holding: then all rows are read. */
    static final int MAX_CANDIDATES = 20_000;

    private final TenantId tenant;
    private final List<TenantRows> tenantRows;
    private final CorruptFiles corrupt;

    CandidateSearch(TenantId tenant, List<TenantRows> tenantRows, CorruptFiles corrupt) {
        this.tenant = tenant;
        this.tenantRows = tenantRows;
        this.corrupt = corrupt;
    }

    /**
     * By series' id: all that the matchers select, and others. Empty if no matcher narrows them enough.
     */
    Optional<SortedMap<String, Candidate>> find(List<LabelMatcher> matchers) throws IOException {
        List<LabelMatcher> useful = matchers.stream()
                .filter(Matching::needsLabel)
                .sorted(Comparator.comparing(matcher -> Matching.values(matcher).isEmpty()))
                .toList();
        Optional<TreeMap<String, Candidate>> candidates = Optional.empty();
        for (LabelMatcher matcher : useful) {
            Optional<TreeMap<String, Candidate>> fewer = new Collection(matcher, candidates).run();
            candidates = fewer.isPresent() ? fewer : candidates;
        }
        return candidates.map(found -> found);
    }

    /** Those that one matcher may select, of those that others left. */
    private final class Collection {
        private final LabelMatcher matcher;
        private final Optional<SortedSet<String>> hashes;
        private final Optional<TreeMap<String, Candidate>> among;
        private final TreeMap<String, Candidate> found = new TreeMap<>();

        Collection(LabelMatcher matcher, Optional<TreeMap<String, Candidate>> among) {
            this.matcher = matcher;
            this.hashes = Matching.values(matcher).map(Collection::hashes);
            this.among = among;
        }

        private static SortedSet<String> hashes(SortedSet<String> values) {
            SortedSet<String> hashes = new TreeSet<>();
            values.forEach(value -> hashes.add(SeriesId.valueHash(value)));
            return hashes;
        }

        Optional<TreeMap<String, Candidate>> run() throws IOException {
            for (TenantRows rows : tenantRows) {
                if (!corrupt.contains(rows.place().file())) {
                    try {
                        search(rows);
                    } catch (CorruptDataException e) {
                        corrupt.add(rows.place().file(), e);
                    }
                }
                if (tooMany()) {
                    return Optional.empty();
                }
            }
            return Optional.of(found);
        }

        private boolean tooMany() {
            return found.size() > MAX_CANDIDATES;
        }

        private void search(TenantRows in) throws IOException {
            var cursor = in.place().bucket().cursor();
            for (var day : in.days().entrySet()) {
                for (int shard : day.getValue().shards()) {
                    LabelRows rows = new LabelRows(cursor, RowHash.metricPrefix(shard, tenant, day.getKey()));
                    if (hashes.isPresent()) {
                        for (String hash : hashes.get()) {
                            values(rows, shard, rows.seekValue(matcher.name(), hash), hash);
                        }
                    } else {
                        values(rows, shard, rows.seekLabel(matcher.name()), "");
                    }
                }
            }
        }

        /** @param hash of the only value wanted, empty for all that match */
        private void values(LabelRows rows, int shard, boolean onRow, String hash) throws IOException {
            boolean more = onRow;
            while (more && !tooMany() && rows.label().equals(matcher.name())) {
                if (!hash.isEmpty() && !hash.equals(rows.valueHash())) {
                    return;
                }
                more = matcher.matches(rows.value()) ? take(rows, shard) : rows.skipValue();
            }
        }

        /** Notes the row's series if it is wanted, and moves to the next row whose series may be. */
        private boolean take(LabelRows rows, int shard) throws IOException {
            String id = rows.seriesId();
            Candidate candidate;
            if (among.isPresent()) {
                var next = among.get().ceilingEntry(id);
                if (next == null) {
                    return rows.skipValue();
                }
                if (!next.getKey().equals(id)) {
                    return rows.seekSeries(next.getKey());
                }
                candidate = next.getValue();
                found.put(id, candidate);
            } else {
                candidate = found.computeIfAbsent(id, missing -> new Candidate());
            }
            candidate.addShard(shard);
            candidate.addLabel(rows.label(), rows.value());
            return rows.next();
        }
    }
}
