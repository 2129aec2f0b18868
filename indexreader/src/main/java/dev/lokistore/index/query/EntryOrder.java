package dev.lokistore.index.query;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The order of results. Two entries compare equal exactly if they are copies of the same entry; copies then come chunk by
 * chunk, which is what counting them needs.
 */
final class EntryOrder implements Comparator<MergeSource> {
    private final int sign;

    EntryOrder(EntryQuery.Direction direction) {
        this.sign = direction == EntryQuery.Direction.FORWARD ? 1 : -1;
    }

    /** Whether what is at {@code key} comes behind what is at {@code other} in time. */
    boolean isBehind(long key, long other) {
        return sign * Long.compare(key, other) > 0;
    }

    /** What is not read yet comes first among what stands at the same time: it may hold the smallest entry of it. */
    @Override
    public int compare(MergeSource a, MergeSource b) {
        int order = sign * Long.compare(a.key(), b.key());
        if (order != 0) {
            return order;
        }
        Entry x = a.entry();
        Entry y = b.entry();
        if (x == null || y == null) {
            return x == y ? 0 : x == null ? -1 : 1;
        }
        order = sign * content(x, y);
        return order != 0 ? order : copies(x, y);
    }

    private static int copies(Entry x, Entry y) {
        int order = x.chunk().compareTo(y.chunk());
        return order != 0 ? order : Integer.compare(x.blockIndex(), y.blockIndex());
    }

    /** Whether they are copies of one entry; most are told apart by their time already. */
    static boolean isCopy(Entry x, Entry y) {
        return x.timestampNanos() == y.timestampNanos() && content(x, y) == 0;
    }

    /** By labels, tenant, time stamp, line, metadata: 0 for copies of one entry. */
    static int content(Entry x, Entry y) {
        int order = x.stream() == y.stream() ? 0 : x.stream().compareTo(y.stream());
        return order != 0 ? order : inStream(x, y);
    }

    /** Of two entries of one stream. */
    static int inStream(Entry x, Entry y) {
        int order = Long.compare(x.timestampNanos(), y.timestampNanos());
        if (order == 0) {
            order = Arrays.compareUnsigned(
                    x.buffer(),
                    x.lineOffset(),
                    x.lineOffset() + x.lineLength(),
                    y.buffer(),
                    y.lineOffset(),
                    y.lineOffset() + y.lineLength());
        }
        return order != 0 ? order : metadata(x.metadata(), y.metadata());
    }

    /** The order of the pairs does not matter: replicas may store them differently. */
    static int metadata(StructuredMetadata x, StructuredMetadata y) {
        if (x.equals(y)) {
            return 0;
        }
        int[] xs = sorted(x);
        int[] ys = sorted(y);
        for (int i = 0; i < Math.min(xs.length, ys.length); i++) {
            int order = Labels.compareUtf8(x.name(xs[i]), y.name(ys[i]));
            if (order == 0) {
                order = Labels.compareUtf8(x.value(xs[i]), y.value(ys[i]));
            }
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(xs.length, ys.length);
    }

    private static int[] sorted(StructuredMetadata metadata) {
        return IntStream.range(0, metadata.size())
                .boxed()
                .sorted((i, j) -> {
                    int order = Labels.compareUtf8(metadata.name(i), metadata.name(j));
                    return order != 0 ? order : Labels.compareUtf8(metadata.value(i), metadata.value(j));
                })
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
