package dev.lokistore.chunk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges chunks of one stream: every entry of the sources comes as often as the source that has it most often
 * ({@code formats/compaction-retention-deletes.md#46-building-an-output}), by time; of equal time in the order of the
 * sources. Holds a block of each source that overlaps the present time, and the result. Deterministic.
 */
public final class ChunkMerger {
    private static final Comparator<MergeLane> ORDER =
            Comparator.comparingInt(MergeLane::source).thenComparingInt(MergeLane::block);

    private final MergeFormat format;
    private final ChunkHeader stream;
    private final MergeSymbols symbols = new MergeSymbols();
    private final List<MergeLane> pending = new ArrayList<>();
    private final List<MergeLane> active = new ArrayList<>();
    private final List<MergeLane> run = new ArrayList<>();
    private final List<EncodedChunk> chunks = new ArrayList<>();
    private @Nullable MergeWriter writer;
    private long firstTime;
    private @Nullable String conflict;
    private long conflictNanos;

    private ChunkMerger(List<ChunkReader> sources, MergeFormat format) throws IOException {
        this.format = format;
        this.stream = sources.get(0).header();
        for (int i = 0; i < sources.size(); i++) {
            addLanes(i, sources.get(i));
        }
        pending.sort(Comparator.comparingLong(MergeLane::nextMinNanos).thenComparingInt(MergeLane::source));
    }

    /**
     * Merges, and compares what came out with the sources: both are read again, and counted in another way.
     *
     * @param sources of one stream, 1 or more, by from, through, key; their readers must go on in spite of no defect that
     *     has to do with entries
     * @throws CorruptDataException if one of them cannot be read, or the result does not hold what it should: the machine
     *     cannot be trusted then
     */
    public static MergedChunks merge(List<ChunkReader> sources, MergeFormat format) throws IOException {
        ChunkMerger merger = new ChunkMerger(sources, format);
        try {
            MergedChunks merged = merger.merge();
            if (merged.conflict() == null) {
                verify(sources, merged.chunks());
            }
            return merged;
        } finally {
            merger.active.forEach(MergeLane::close);
        }
    }

    private static void verify(List<ChunkReader> sources, List<EncodedChunk> chunks) throws IOException {
        List<ChunkReader> results = new ArrayList<>();
        for (EncodedChunk chunk : chunks) {
            ByteSource bytes = ByteSource.of("result of the merge", chunk.bytes());
            ChunkReader result =
                    ChunkReader.open(bytes, sources.get(0).content().options());
            result.verify(chunk.ref());
            results.add(result);
        }
        MergeCheck.require(sources, results);
    }

    /** Blocks that overlap others of their chunk are read side by side. */
    private void addLanes(int number, ChunkReader source) throws IOException {
        MergeSymbols.Source own = source.formatVersion() < 4
                ? null
                : symbols.new Source(source.content().symbols());
        List<List<BlockMeta>> lanes = new ArrayList<>();
        for (BlockMeta block : source.blocks()) {
            List<BlockMeta> free = null;
            for (List<BlockMeta> lane : lanes) {
                if (free == null && lane.get(lane.size() - 1).maxTimeNanos() <= block.minTimeNanos()) {
                    free = lane;
                }
            }
            if (free == null) {
                free = new ArrayList<>();
                lanes.add(free);
            }
            free.add(block);
        }
        lanes.forEach(blocks -> pending.add(new MergeLane(number, source, blocks, own)));
    }

    private MergedChunks merge() throws IOException {
        int begun = 0;
        while (conflict == null) {
            long time = Long.MAX_VALUE;
            for (MergeLane lane : active) {
                time = Math.min(time, lane.timestamp());
            }
            if (begun < pending.size()
                    && (active.isEmpty() || pending.get(begun).nextMinNanos() <= time)) {
                begin(pending.get(begun++));
            } else if (active.isEmpty()) {
                break;
            } else {
                mergeAt(time);
            }
        }
        cut();
        return conflict == null
                ? new MergedChunks(chunks, null, 0)
                : new MergedChunks(List.of(), conflict, conflictNanos);
    }

    private void begin(MergeLane lane) throws IOException {
        if (lane.next()) {
            active.add(lane);
            active.sort(ORDER);
        } else {
            lane.close();
        }
    }

    private void advance(MergeLane lane) throws IOException {
        if (!lane.next()) {
            lane.close();
            active.remove(lane);
        }
    }

    /** Everything that has this time. */
    private void mergeAt(long time) throws IOException {
        run.clear();
        boolean oneSource = true;
        boolean single = true;
        for (MergeLane lane : active) {
            if (lane.timestamp() == time) {
                run.add(lane);
                oneSource &= lane.source() == run.get(0).source();
                single &= lane.nextMinNanos() > time
                        && (run.size() == 1 || lane.source() != previous().source());
            }
        }
        makeRoom(time, run.get(0));
        if (single && (oneSource || alike())) {
            append(time, run.get(0));
            for (MergeLane lane : run) {
                advance(lane);
            }
        } else if (oneSource && run.size() == 1) {
            copyRun(time, run.get(0));
        } else {
            mergeRun(time);
        }
    }

    /** Nothing else has this time: all that the source has stays, in its order. */
    private void copyRun(long time, MergeLane lane) throws IOException {
        boolean more = true;
        while (more) {
            append(time, lane);
            more = lane.nextMinNanos() == time;
            advance(lane);
            more &= active.contains(lane) && lane.timestamp() == time;
        }
    }

    private MergeLane previous() {
        return run.get(run.size() - 2);
    }

    private boolean alike() throws CorruptDataException {
        MergeLane first = run.get(0);
        for (int i = 1; i < run.size(); i++) {
            MergeLane other = run.get(i);
            if (!first.sameLine(other) || !MergeEntry.samePairs(first.pairs(), other.pairs())) {
                return false;
            }
        }
        return true;
    }

    /** Line and metadata, whichever order that is stored in. */
    private record Content(String line, List<Long> pairs) {}

    /** How often the sources have something: in all that came so far, and in the one that is counted now. */
    private static final class Count {
        private int most;
        private int inSource;
        private int source = -1;

        void add(int from) {
            inSource = from == source ? inSource + 1 : 1;
            source = from;
            most = Math.max(most, inSource);
        }
    }

    /** Several entries at a time, which different sources may have in different numbers. */
    private void mergeRun(long time) throws IOException {
        List<MergeEntry> entries = collect(time);
        Map<Content, Count> contents = new LinkedHashMap<>();
        Map<String, Count> lines = new HashMap<>();
        Map<Content, MergeEntry> first = new HashMap<>();
        for (MergeEntry entry : entries) {
            Content content = content(entry);
            contents.computeIfAbsent(content, added -> new Count()).add(entry.source());
            lines.computeIfAbsent(content.line(), added -> new Count()).add(entry.source());
            first.putIfAbsent(content, entry);
        }
        Map<String, Integer> merged = new HashMap<>();
        contents.forEach((content, count) -> merged.merge(content.line(), count.most, Integer::sum));
        for (Map.Entry<String, Integer> line : merged.entrySet()) {
            if (line.getValue() > lines.get(line.getKey()).most && !format.metadataCounts()) {
                conflictNanos = time;
                conflict = "at " + time + " ns its sources have one line with different structured metadata, which"
                        + " readers before Loki 3.7 would then show twice";
                return;
            }
        }
        MergeWriter out = open(time);
        contents.forEach((content, count) -> {
            MergeEntry entry = first.get(content);
            for (int i = 0; i < count.most; i++) {
                out.append(time, entry.line(), 0, entry.line().length, entry.pairs());
            }
        });
    }

    /** Source by source, in each in the order of its blocks. */
    private List<MergeEntry> collect(long time) throws IOException {
        List<MergeEntry> entries = new ArrayList<>();
        active.sort(ORDER);
        for (MergeLane lane : List.copyOf(active)) {
            boolean more = lane.timestamp() == time;
            while (more) {
                entries.add(MergeEntry.of(lane));
                advance(lane);
                more = active.contains(lane) && lane.timestamp() == time;
            }
        }
        return entries;
    }

    private static Content content(MergeEntry entry) {
        List<Long> pairs =
                Arrays.stream(MergeEntry.canonical(entry.pairs())).boxed().toList();
        // one character a byte: equal exactly if the bytes are
        return new Content(new String(entry.line(), StandardCharsets.ISO_8859_1), pairs);
    }

    private void makeRoom(long time, MergeLane lane) throws CorruptDataException {
        MergeWriter open = writer;
        if (open != null
                && (!open.hasRoomFor(lane.entry().lineLength(), lane.pairs())
                        || open.rawBytes() >= format.rawBytes()
                        || time - firstTime > format.span().toNanos())) {
            cut();
        }
    }

    private void append(long time, MergeLane lane) throws CorruptDataException {
        BlockEntries entry = lane.entry();
        open(time).append(time, entry.bytes(), entry.lineOffset(), entry.lineLength(), lane.pairs());
    }

    private MergeWriter open(long time) {
        MergeWriter open = writer;
        if (open == null) {
            open = new MergeWriter(format.chunk(), symbols);
            writer = open;
            firstTime = time;
        }
        return open;
    }

    private void cut() {
        if (writer != null) {
            chunks.add(writer.finish(stream));
            writer = null;
        }
    }
}
