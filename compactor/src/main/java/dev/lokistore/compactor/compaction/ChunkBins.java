package dev.lokistore.compactor.compaction;

import java.util.ArrayList;
import java.util.List;

/**
 * Which chunks of a stream are merged with which. Those that stay part the others: no merged chunk reaches over one of them,
 * so that another run finds nothing to do.
 */
final class ChunkBins {
    /** Sources and results of a bin are in memory together. */
    private static final int MOST_OUTPUTS = 4;

    /**
     * Chunks that are going to be merged.
     *
     * @param sources in order
     * @param outputs how many will be left, about
     * @param mergedBytes their stored size, about
     */
    record Bin(List<StreamChunk> sources, long outputs, long mergedBytes) {
        Bin {
            sources = List.copyOf(sources);
        }
    }

    private final ChunkSizes sizes;
    private final List<Bin> bins = new ArrayList<>();
    private final List<Component> open = new ArrayList<>();
    private long openBytes;
    private long openRawBytes;
    /** Of the chunk that is going to be cut last from what is open. */
    private long lastFromMillis;

    private long outputs;
    /** Whether that chunk begins within a component, so that nothing tells yet how far it reaches. */
    private boolean cut;

    private ChunkBins(ChunkSizes sizes) {
        this.sizes = sizes;
    }

    /**
     * Packs neighbours together, as far as they fit.
     *
     * @param chunks of one stream, in any order
     * @return those that are worth it, in the order of time
     */
    static List<Bin> of(List<StreamChunk> chunks, ChunkSizes sizes) {
        List<StreamChunk> sorted = new ArrayList<>(barOverlapping(chunks));
        sorted.sort(StreamChunk.ORDER);
        ChunkBins packing = new ChunkBins(sizes);
        for (int at = 0; at < sorted.size(); ) {
            StreamChunk first = sorted.get(at);
            if (first.barred() != null) {
                packing.close();
                at++;
                continue;
            }
            List<StreamChunk> together = new ArrayList<>();
            long through = first.throughMillis();
            while (at < sorted.size()
                    && sorted.get(at).barred() == null
                    && (together.isEmpty() || sorted.get(at).fromMillis() <= through)) {
                together.add(sorted.get(at));
                through = Math.max(through, sorted.get(at).throughMillis());
                at++;
            }
            packing.add(new Component(together));
        }
        packing.close();
        return packing.bins;
    }

    /** What a chunk that stays shares with others is shown once by readers, as before, only if those stay too. */
    static List<StreamChunk> barOverlapping(List<StreamChunk> chunks) {
        List<StreamChunk> barred =
                chunks.stream().filter(chunk -> chunk.barred() != null).toList();
        if (barred.isEmpty()) {
            return chunks;
        }
        List<StreamChunk> result = new ArrayList<>();
        for (StreamChunk chunk : chunks) {
            boolean overlaps = chunk.barred() == null && barred.stream().anyMatch(chunk::overlaps);
            result.add(overlaps ? chunk.barredBy(StreamChunk.Bar.OVERLAPS_OTHER) : chunk);
        }
        return result;
    }

    private void add(Component component) {
        boolean large = component.chunks().size() == 1
                && component.storedBytes() >= sizes.belowBytes()
                && !component.chunks().get(0).otherCodec();
        if (large) {
            close();
            return;
        }
        long bytes = component.mergedBytes();
        long rawBytes = component.mergedRawBytes();
        if (!open.isEmpty() && !fits(component, bytes, rawBytes)) {
            close();
        }
        if (open.isEmpty()) {
            lastFromMillis = component.fromMillis();
            outputs = 1;
        }
        open.add(component);
        openBytes += bytes;
        openRawBytes += rawBytes;
        long span = sizes.span().toMillis();
        if (component.fromMillis() - lastFromMillis > span) {
            lastFromMillis = component.fromMillis();
            outputs++;
        }
        while (component.throughMillis() - lastFromMillis > span) {
            lastFromMillis += span + 1;
            outputs++;
            cut = true;
        }
        cut |= bytes >= sizes.targetBytes() || rawBytes > sizes.rawBytes();
    }

    /** Behind a cut within a component the next one may always belong to the chunk that the cut begins. */
    private boolean fits(Component next, long bytes, long rawBytes) {
        long span = sizes.span().toMillis();
        long last = open.get(open.size() - 1).throughMillis();
        int most = cut ? MOST_OUTPUTS : 1;
        boolean inTime = cut ? next.fromMillis() - last <= span : next.throughMillis() - lastFromMillis <= span;
        return inTime
                && openBytes + bytes < (long) most * sizes.targetBytes()
                && openRawBytes + rawBytes <= most * sizes.rawBytes();
    }

    private void close() {
        if (!open.isEmpty()) {
            List<StreamChunk> sources = open.stream()
                    .flatMap(component -> component.chunks().stream())
                    .toList();
            long bySize = Math.max(1 + openBytes / sizes.targetBytes(), 1 + openRawBytes / (sizes.rawBytes() + 1));
            Bin bin = new Bin(sources, Math.max(outputs, bySize), openBytes);
            if (isWorthwhile(bin)) {
                bins.add(bin);
            }
        }
        open.clear();
        openBytes = 0;
        openRawBytes = 0;
        cut = false;
    }

    private boolean isWorthwhile(Bin bin) {
        if (bin.sources().stream().anyMatch(StreamChunk::otherCodec)) {
            return true;
        }
        long before = bin.sources().stream().mapToLong(StreamChunk::storedBytes).sum();
        return bin.sources().size() > 1
                && (2 * bin.outputs() <= bin.sources().size()
                        || before - bin.mergedBytes() >= sizes.minGain() * before);
    }
}
