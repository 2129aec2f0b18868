package dev.lokistore.index.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for streams, so that temporary files hold labels by number, and one object for equal labels. Grows with the
 * number of distinct streams that a query meets. Safe for use by several threads.
 */
final class StreamTable {
    private final Map<StreamKey, Integer> numbers = new HashMap<>();
    private final List<StreamKey> streams = new ArrayList<>();

    /** The equal key that was seen first. */
    synchronized StreamKey intern(StreamKey key) {
        return streams.get(number(key));
    }

    synchronized int number(StreamKey key) {
        Integer known = numbers.putIfAbsent(key, streams.size());
        if (known != null) {
            return known;
        }
        streams.add(key);
        return streams.size() - 1;
    }

    synchronized StreamKey stream(int number) {
        return streams.get(number);
    }
}
