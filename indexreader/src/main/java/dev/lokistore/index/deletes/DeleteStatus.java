package dev.lokistore.index.deletes;

/**
 * How far Loki's compactor has come with a request.
 *
 * @param processed shards that are done, 0 to {@code shards}
 * @param shards 1 or more
 */
public record DeleteStatus(long processed, long shards) {
    private static final int PERCENT = 100;

    public DeleteStatus {
        if (shards < 1 || processed < 0 || processed > shards) {
            throw new IllegalArgumentException(processed + " of " + shards + " shards processed");
        }
    }

    /** Nothing is done yet. */
    public boolean isReceived() {
        return processed == 0;
    }

    /** All is done. */
    public boolean isProcessed() {
        return processed == shards;
    }

    /** As Loki's API says it: {@code received}, {@code processed}, or {@code 33% Complete}. */
    public String label() {
        if (isReceived()) {
            return "received";
        }
        return isProcessed() ? "processed" : (long) ((double) processed / shards * PERCENT) + "% Complete";
    }

    @Override
    public String toString() {
        return label();
    }
}
