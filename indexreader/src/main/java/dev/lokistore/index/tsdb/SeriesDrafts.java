package dev.lokistore.index.tsdb;

import dev.lokistore.index.IndexSort;
import dev.lokistore.index.primitive.IntList;
import dev.lokistore.index.primitive.LongList;

/** The series of files under construction in columns: tenant, fingerprint, label pairs, and where the spool has the chunks. */
final class SeriesDrafts {
    private final IntList tenants = new IntList();
    private final LongList fingerprints = new LongList();
    private final IntList pairs = new IntList();
    private final IntList pairEnds = new IntList();
    private final LongList offsets = new LongList();
    private final IntList lengths = new IntList();

    int size() {
        return tenants.size();
    }

    /** @param pairNumbers by name */
    void add(int tenant, long fingerprint, int[] pairNumbers, int pairCount, long offset, int length) {
        tenants.add(tenant);
        fingerprints.add(fingerprint);
        for (int i = 0; i < pairCount; i++) {
            pairs.add(pairNumbers[i]);
        }
        pairEnds.add(pairs.size());
        offsets.add(offset);
        lengths.add(length);
    }

    int tenant(int draft) {
        return tenants.get(draft);
    }

    long fingerprint(int draft) {
        return fingerprints.get(draft);
    }

    int pairCount(int draft) {
        return pairEnds.get(draft) - firstPair(draft);
    }

    int pair(int draft, int index) {
        return pairs.get(firstPair(draft) + index);
    }

    private int firstPair(int draft) {
        return draft == 0 ? 0 : pairEnds.get(draft - 1);
    }

    long offset(int draft) {
        return offsets.get(draft);
    }

    int length(int draft) {
        return lengths.get(draft);
    }

    /** By tenant's number, fingerprint, labels; drafts of one series in the order they came in. */
    int[] sorted(LabelPairs ranks) {
        return IndexSort.sort(size(), (a, b) -> {
            int tenant = Integer.compare(tenant(a), tenant(b));
            return tenant != 0 ? tenant : compareSeries(a, b, ranks);
        });
    }

    private int compareSeries(int a, int b, LabelPairs ranks) {
        int order = Long.compareUnsigned(fingerprint(a), fingerprint(b));
        int shorter = Math.min(pairCount(a), pairCount(b));
        for (int i = 0; order == 0 && i < shorter; i++) {
            order = Integer.compare(ranks.rankOfPair(pair(a, i)), ranks.rankOfPair(pair(b, i)));
        }
        return order != 0 ? order : Integer.compare(pairCount(a), pairCount(b));
    }

    /** Whether both are drafts of one series of one tenant. */
    boolean sameSeries(int a, int b) {
        boolean same = tenant(a) == tenant(b) && fingerprint(a) == fingerprint(b) && pairCount(a) == pairCount(b);
        for (int i = 0; same && i < pairCount(a); i++) {
            same = pair(a, i) == pair(b, i);
        }
        return same;
    }
}
