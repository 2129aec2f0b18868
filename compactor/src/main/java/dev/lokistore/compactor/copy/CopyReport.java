package dev.lokistore.compactor.copy;

import java.util.List;

/**
 * What a copy came to.
 *
 * @param copied objects written
 * @param bytesCopied their size
 * @param present objects that were there already, whole
 * @param chunks of all those that belong to the copy, written or there
 * @param indexFiles likewise
 * @param others likewise: rules, delete requests and what else a store holds
 * @param failed what could not be copied
 */
public record CopyReport(
        long copied, long bytesCopied, long present, long chunks, long indexFiles, long others, List<Failure> failed) {
    /** An object that was not copied. */
    public record Failure(String key, String error) {}

    public CopyReport {
        failed = List.copyOf(failed);
    }
}
