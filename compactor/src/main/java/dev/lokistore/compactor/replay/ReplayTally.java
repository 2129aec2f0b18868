package dev.lokistore.compactor.replay;

/**
 * What was done so far.
 *
 * @param entries taken by Loki
 * @param bytes of their lines
 * @param requests taken
 * @param dropped entries that relabelling left out
 * @param rejected entries of requests that Loki refused; it may have taken some of them
 */
public record ReplayTally(long entries, long bytes, long requests, long dropped, long rejected) {
    static final ReplayTally NOTHING = new ReplayTally(0, 0, 0, 0, 0);

    ReplayTally taken(long moreEntries, long moreBytes) {
        return new ReplayTally(entries + moreEntries, bytes + moreBytes, requests + 1, dropped, rejected);
    }

    ReplayTally dropped(long more) {
        return new ReplayTally(entries, bytes, requests, dropped + more, rejected);
    }

    ReplayTally rejected(long more) {
        return new ReplayTally(entries, bytes, requests, dropped, rejected + more);
    }
}
