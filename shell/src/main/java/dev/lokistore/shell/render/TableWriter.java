package dev.lokistore.shell.render;

import dev.lokistore.shell.terminal.Style;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A table with aligned columns. The widths come from the first {@value #SAMPLE_ROWS} rows, after which rows pass straight
 * through, so that memory stays bounded.
 */
final class TableWriter<T> implements RowWriter<T> {
    private static final int SAMPLE_ROWS = 1000;
    private static final int MIN_CUT_WIDTH = 10;
    private static final String GAP = "  ";

    private final List<Field<T>> fields;
    private final PrintWriter out;
    private final Style style;
    private final boolean wide;
    private final int columns;
    private final int[] widths;
    private List<List<String>> sample = new ArrayList<>();
    private final boolean[] hidden;
    private int lastShown;
    private boolean headWritten;

    /** @param columns of the terminal; wider tables have their widest column of text cut. 0 for no limit */
    TableWriter(RecordView<T> view, PrintWriter out, Style style, boolean wide, int columns) {
        this.fields =
                view.fields().stream().filter(field -> field.inTable(wide)).toList();
        this.out = out;
        this.style = style;
        this.wide = wide;
        this.columns = columns;
        this.widths = new int[fields.size()];
        this.hidden = new boolean[fields.size()];
    }

    @Override
    public void write(T row) {
        List<String> cells = new ArrayList<>(fields.size());
        for (Field<T> field : fields) {
            cells.add(field.human(row, wide));
        }
        if (headWritten) {
            writeRow(cells);
            return;
        }
        sample.add(cells);
        if (sample.size() == SAMPLE_ROWS) {
            flushSample();
        }
    }

    /** Columns in which nothing is known give their room to the others. Only where all rows are at hand, and not wide. */
    private void hideUnknown() {
        for (int i = 0; i < hidden.length; i++) {
            int column = i;
            hidden[i] = !wide && sample.stream().allMatch(row -> row.get(column).equals(Field.UNKNOWN));
        }
    }

    private void flushSample() {
        for (int i = 0; i < widths.length; i++) {
            if (hidden[i]) {
                continue;
            }
            widths[i] = DisplayWidth.of(fields.get(i).heading());
            for (List<String> row : sample) {
                widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i)));
            }
        }
        fitTerminal();
        for (int i = 0; i < widths.length; i++) {
            lastShown = hidden[i] ? lastShown : i;
        }
        List<String> heads = fields.stream().map(Field::heading).toList();
        out.println(style.bold(line(heads)));
        headWritten = true;
        sample.forEach(this::writeRow);
        sample = List.of();
    }

    /**
     * Leaves out columns that may go, from the last on, then narrows the columns of text, widest first, until the table
     * fits or none can give way any more.
     */
    private void fitTerminal() {
        if (columns == 0) {
            return;
        }
        int excess = -GAP.length() - columns;
        for (int i = 0; i < widths.length; i++) {
            excess += hidden[i] ? 0 : widths[i] + GAP.length();
        }
        for (int i = widths.length - 1; i >= 0 && excess > 0; i--) {
            if (!hidden[i] && fields.get(i).mayGiveWay()) {
                hidden[i] = true;
                excess -= widths[i] + GAP.length();
            }
        }
        while (excess > 0) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean mayGiveWay = !hidden[i] && cuttable(i) && widths[i] > MIN_CUT_WIDTH;
                if (mayGiveWay && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
            excess--;
        }
    }

    private String cut(int column, String cell) {
        return fields.get(column).kind() == FieldKind.TEXT
                ? DisplayWidth.cutMiddle(cell, widths[column])
                : DisplayWidth.cut(cell, widths[column]);
    }

    private boolean cuttable(int column) {
        return switch (fields.get(column).kind()) {
            case TEXT, LABELS, LIST, RECORDS -> true;
            case KEY, COUNT, BYTES, MILLIS, NANOS, SHARE, FLAG -> false;
        };
    }

    private void writeRow(List<String> cells) {
        out.println(line(cells));
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            if (hidden[i]) {
                continue;
            }
            String cell = columns > 0 && cuttable(i) ? cut(i, cells.get(i)) : cells.get(i);
            String padding = " ".repeat(Math.max(0, widths[i] - DisplayWidth.of(cell)));
            boolean last = i == lastShown;
            if (fields.get(i).kind().numeric()) {
                line.append(padding).append(cell);
            } else {
                line.append(cell).append(last ? "" : padding);
            }
            line.append(last ? "" : GAP);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() {
        if (!headWritten && !sample.isEmpty()) {
            hideUnknown();
            flushSample();
        }
        out.flush();
    }
}
