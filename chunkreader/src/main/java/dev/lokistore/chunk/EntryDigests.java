package dev.lokistore.chunk;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The entries of a chunk as times and hashes of line and metadata, by time, then hash: 16 bytes an entry. */
final class EntryDigests {
    private long[] times = new long[1024];
    private long[] hashes = new long[1024];
    private int size;
    private int position;

    private EntryDigests() {}

    /** Reads all of a chunk. */
    static EntryDigests of(ChunkReader chunk) throws IOException {
        EntryDigests digests = new EntryDigests();
        try (ChunkEntryCursor cursor = chunk.stored(chunk.blocks())) {
            BlockEntries entry = cursor.stored();
            SymbolHashes symbols = new SymbolHashes(chunk.content().symbols());
            while (cursor.enterBlock()) {
                while (cursor.step()) {
                    long line = ContentHash.of(entry.bytes(), entry.lineOffset(), entry.lineLength());
                    digests.add(entry.timestamp(), entry.pairs() == 0 ? line : line + symbols.of(entry));
                }
            }
        }
        digests.sort();
        return digests;
    }

    /** Hashes of metadata that do not depend on the order of the pairs. */
    private static final class SymbolHashes {
        private final SymbolTable table;
        private final long[] known;

        SymbolHashes(SymbolTable table) {
            this.table = table;
            this.known = new long[table.size()];
        }

        long of(BlockEntries entry) throws CorruptDataException {
            long sum = 0;
            int next = entry.index();
            entry.seek(entry.pairsOffset());
            for (int i = 0; i < entry.pairs(); i++) {
                long name = hash((int) entry.symbol());
                sum += ContentHash.fold(name, Long.rotateLeft(hash((int) entry.symbol()), 31));
            }
            entry.seek(next);
            return sum;
        }

        private long hash(int id) {
            if (known[id] == 0) {
                known[id] = table.hash(id) | 1;
            }
            return known[id];
        }
    }

    private void add(long time, long hash) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        times[size] = time;
        hashes[size++] = hash;
    }

    private void sort() {
        boolean ordered = true;
        for (int i = 1; i < size; i++) {
            ordered &= times[i - 1] <= times[i];
        }
        if (!ordered) {
            sortByTime();
        }
        for (int from = 0; from < size; ) {
            int to = from + 1;
            while (to < size && times[to] == times[from]) {
                to++;
            }
            if (to - from > 1) {
                Arrays.sort(hashes, from, to);
            }
            from = to;
        }
    }

    private void sortByTime() {
        int[] order = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingLong(i -> times[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        long[] oldTimes = times;
        long[] oldHashes = hashes;
        times = new long[Math.max(1, size)];
        hashes = new long[Math.max(1, size)];
        for (int i = 0; i < size; i++) {
            times[i] = oldTimes[order[i]];
            hashes[i] = oldHashes[order[i]];
        }
    }

    int size() {
        return size;
    }

    boolean atEnd() {
        return position == size;
    }

    long time() {
        return times[position];
    }

    long hash() {
        return hashes[position];
    }

    long firstTime() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    /** How often the present entry comes; goes behind all of them. */
    int take() {
        long time = times[position];
        long hash = hashes[position];
        int from = position;
        while (position < size && times[position] == time && hashes[position] == hash) {
            position++;
        }
        return position - from;
    }
}
