package dev.lokistore.compactor.compaction;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Chunks of one stream that hang together by overlapping, as replicas do. */
record Component(List<StreamChunk> chunks) {
    Component {
        chunks = List.copyOf(chunks);
    }

    long fromMillis() {
        return chunks.get(0).fromMillis();
    }

    long throughMillis() {
        return chunks.stream().mapToLong(StreamChunk::throughMillis).max().orElseThrow();
    }

    long storedBytes() {
        return chunks.stream().mapToLong(StreamChunk::storedBytes).sum();
    }

    /** What is left without what several chunks hold: at each time as much as in the one that has most there. */
    long mergedBytes() {
        return merged(StreamChunk::storedBytes);
    }

    long mergedRawBytes() {
        return merged(StreamChunk::rawBytes);
    }

    private interface Size {
        long of(StreamChunk chunk);
    }

    private long merged(Size size) {
        if (chunks.size() == 1) {
            return size.of(chunks.get(0));
        }
        TreeSet<Long> bounds = new TreeSet<>();
        for (StreamChunk chunk : chunks) {
            bounds.add(chunk.fromMillis());
            // inclusive: a chunk of one time takes a ms
            bounds.add(chunk.throughMillis() + 1);
        }
        List<Long> times = new ArrayList<>(bounds);
        double sum = 0;
        for (int i = 1; i < times.size(); i++) {
            long from = times.get(i - 1);
            double densest = 0;
            for (StreamChunk chunk : chunks) {
                if (chunk.fromMillis() <= from && chunk.throughMillis() >= from) {
                    long length = chunk.throughMillis() + 1 - chunk.fromMillis();
                    densest = Math.max(densest, (double) size.of(chunk) / length);
                }
            }
            sum += densest * (times.get(i) - from);
        }
        return Math.round(sum);
    }
}
