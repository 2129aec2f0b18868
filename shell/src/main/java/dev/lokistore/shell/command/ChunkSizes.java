package dev.lokistore.shell.command;

import dev.lokistore.index.report.HistogramKind;
import dev.lokistore.index.report.HistogramRow;
import dev.lokistore.index.report.ReportSink;
import dev.lokistore.shell.html.Bars;
import dev.lokistore.shell.html.Bars.Series;
import dev.lokistore.shell.html.Block;
import dev.lokistore.shell.html.Note;
import dev.lokistore.shell.render.Quantity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Histograms of chunks as charts. */
final class ChunkSizes implements ReportSink<HistogramRow> {
    private final Map<HistogramKind, List<HistogramRow>> classes = new EnumMap<>(HistogramKind.class);
    private long withoutSize;

    @Override
    public void accept(HistogramRow row) {
        if (row.atLeast() != null) {
            classes.computeIfAbsent(row.kind(), kind -> new ArrayList<>()).add(row);
        } else if (row.kind() == HistogramKind.SIZE) {
            withoutSize = row.chunks();
        }
    }

    void addTo(List<Block> blocks) {
        if (!classes.containsKey(HistogramKind.SIZE)) {
            blocks.add(new Note("No chunk has an object."));
        }
        add(blocks, HistogramKind.SIZE, "Chunks by stored size, each class twice the one before", "Size");
        List<HistogramRow> tiny = classes.getOrDefault(HistogramKind.TINY, List.of());
        if (!tiny.isEmpty() && tiny.get(0).below() != null && classes.containsKey(HistogramKind.SIZE)) {
            blocks.add(new Note(percent(tiny.get(0).share()) + " of the chunks are below "
                    + Quantity.bytes(tiny.get(0).below()) + "; they hold "
                    + percent(tiny.get(0).storedShare()) + " of the bytes."));
        }
        add(blocks, HistogramKind.FILL, "Chunks by stored size as share of the size that Loki aims at", "Fill");
        add(blocks, HistogramKind.SPAN, "Chunks by time from first to last entry", "Time");
        add(blocks, HistogramKind.ENTRIES, "Chunks by number of entries", "Entries");
        if (withoutSize > 0) {
            blocks.add(new Note("Chunks whose object is missing, so that their size is not known: "
                    + Quantity.count(withoutSize) + "."));
        }
    }

    private void add(List<Block> blocks, HistogramKind kind, String label, String axis) {
        List<HistogramRow> rows = classes.getOrDefault(kind, List.of());
        if (!rows.isEmpty()) {
            List<Long> counts = rows.stream().map(HistogramRow::chunks).toList();
            blocks.add(new Bars(
                    label,
                    Bars.Unit.COUNT,
                    axis,
                    rows.stream().map(HistogramRow::name).toList(),
                    List.of(new Series("Chunks", false, counts))));
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
