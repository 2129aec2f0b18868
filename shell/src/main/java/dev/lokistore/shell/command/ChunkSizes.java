package dev.lokistore.shell.command;

import dev.lokistore.index.report.ChunkRow;
import dev.lokistore.index.report.ReportSink;
import dev.lokistore.shell.html.Bars;
import dev.lokistore.shell.html.Bars.Series;
import dev.lokistore.shell.html.Block;
import dev.lokistore.shell.html.Note;
import dev.lokistore.shell.render.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How many chunks there are of each size, in classes that double. */
final class ChunkSizes implements ReportSink<ChunkRow> {
    /** Objects below this cost more in requests than in bytes; Loki aims at 1.5 MiB. */
    private static final int TINY_BYTES = 64 << 10;

    private final long[] counts = new long[Long.SIZE];
    private long chunks;
    private long bytes;
    private long tinyChunks;
    private long tinyBytes;
    private long missing;

    @Override
    public void accept(ChunkRow row) {
        if (row.state() != ChunkRow.State.OK) {
            missing++;
            return;
        }
        long size = row.storedBytes();
        counts[classOf(size)]++;
        chunks++;
        bytes += size;
        if (size < TINY_BYTES) {
            tinyChunks++;
            tinyBytes += size;
        }
    }

    /** Of sizes from {@code 2^n} to below {@code 2^(n+1)} it is n. */
    private static int classOf(long size) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, size));
    }

    void addTo(List<Block> blocks) {
        if (chunks == 0) {
            blocks.add(new Note("No chunk has an object."));
        } else {
            blocks.add(bars());
            blocks.add(new Note(share(tinyChunks, chunks) + " of the chunks are below " + Quantity.bytes(TINY_BYTES)
                    + "; they hold " + share(tinyBytes, bytes) + " of the bytes."));
        }
        if (missing > 0) {
            blocks.add(new Note("Chunks whose object is missing, so that their size is not known: "
                    + Quantity.count(missing) + "."));
        }
    }

    private Bars bars() {
        int first = 0;
        while (counts[first] == 0) {
            first++;
        }
        int last = counts.length - 1;
        while (counts[last] == 0) {
            last--;
        }
        List<String> positions = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        for (int at = first; at <= last; at++) {
            positions.add("from " + Quantity.bytes(1L << at));
            values.add(counts[at]);
        }
        return new Bars(
                "Chunks by stored size, each class twice the one before",
                Bars.Unit.COUNT,
                "Size",
                positions,
                List.of(new Series("Chunks", false, values)));
    }

    private static String share(long part, long all) {
        return String.format(Locale.ROOT, "%.1f %%", all == 0 ? 0 : 100.0 * part / all);
    }
}
