package dev.lokistore.shell.command;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.coverage.Coverage;
import dev.lokistore.index.coverage.CoverageCell;
import dev.lokistore.index.coverage.CoverageOptions.Step;
import dev.lokistore.index.coverage.CoverageRange;
import dev.lokistore.index.coverage.CoverageSubject;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.Times;
import dev.lokistore.shell.terminal.Glyphs;
import dev.lokistore.shell.terminal.SafeText;
import dev.lokistore.shell.terminal.Style;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Coverage drawn for people: a row for each day with a character for each hour, or a row for each month with one for each
 * day. On a wide terminal each character stands twice.
 */
final class CoverageMap {
    private static final int HOURS = 24;
    private static final int LONGEST_MONTH = 31;
    private static final int MARK_EVERY = 6;
    private static final int UNKNOWN_WIDTH = 80;
    /** {@code 2026-11-20} and two spaces. */
    private static final int ROW_HEAD = 12;
    /** Years are left out of the rows' heads below this. */
    private static final int NARROW = ROW_HEAD + HOURS;

    private static final int YEAR = 5;
    /** Rows without a chunk that are drawn; more are one line. */
    private static final int LONGEST_BLANK = 14;

    private final PrintWriter out;
    private final Style style;
    private final CoverageShades shades;
    private final int columns;
    private boolean empty = true;

    /** @param columns of the terminal, 0 if unknown */
    CoverageMap(PrintWriter out, Style style, Glyphs glyphs, int columns) {
        this.out = out;
        this.style = style;
        this.shades = new CoverageShades(glyphs, style);
        this.columns = columns == 0 ? UNKNOWN_WIDTH : columns;
    }

    boolean isEmpty() {
        return empty;
    }

    void print(Coverage row) {
        if (!empty) {
            out.println();
        }
        empty = false;
        out.println(
                style.bold(SafeText.escape(title(row.subject()))) + "  " + Quantity.count(row.chunks()) + " chunks");
        if (!row.cells().isEmpty()) {
            grid(row);
        }
        for (CoverageRange range : row.ranges()) {
            out.println(text(range));
        }
        out.flush();
    }

    private static String title(CoverageSubject subject) {
        Labels labels = subject.labels();
        if (labels != null) {
            return subject.tenant().value() + " " + labels;
        }
        Long fingerprint = subject.fingerprint();
        return subject.tenant().value()
                + (fingerprint == null ? "" : " (labels lost, fingerprint " + Long.toHexString(fingerprint) + ")");
    }

    private void grid(Coverage row) {
        boolean hours = row.step() == Step.HOUR;
        int cells = hours ? HOURS : LONGEST_MONTH;
        boolean narrow = columns < NARROW;
        int head = narrow && hours ? ROW_HEAD - YEAR : ROW_HEAD;
        int times = columns >= head + 2 * cells ? 2 : 1;
        long fullest =
                row.cells().stream().mapToLong(CoverageCell::chunks).max().orElse(0);
        out.println(style.dim(" ".repeat(head) + scale(cells, times, hours ? 0 : 1)));
        LocalDate before = null;
        for (Map.Entry<LocalDate, CoverageCell[]> line : rows(row, cells).entrySet()) {
            LocalDate day = line.getKey();
            ChronoUnit unit = hours ? ChronoUnit.DAYS : ChronoUnit.MONTHS;
            long left = before == null ? 0 : unit.between(before, day) - 1;
            if (left > LONGEST_BLANK) {
                out.println(style.dim("... nothing for " + Quantity.count(left) + (hours ? " days" : " months")));
            } else {
                for (long i = left; i > 0; i--) {
                    LocalDate blank = day.minus(i, unit);
                    line(
                            name(blank, hours, narrow),
                            head,
                            blank(hours ? cells : blank.lengthOfMonth()),
                            fullest,
                            times);
                }
            }
            line(name(day, hours, narrow), head, line.getValue(), fullest, times);
            before = day;
        }
        out.println(style.dim(shades.legend(row.cells(), fullest)));
    }

    /** 00, 06, 12, 18 above the cells; days count from 1. */
    private static String scale(int cells, int times, int first) {
        StringBuilder scale = new StringBuilder();
        for (int cell = 0; cell < cells; cell += MARK_EVERY) {
            String mark = String.format("%02d", cell + first);
            scale.append(mark).append(" ".repeat(MARK_EVERY * times - mark.length()));
        }
        return scale.toString().stripTrailing();
    }

    private static String name(LocalDate day, boolean hours, boolean narrow) {
        String name = hours ? day.toString() : YearMonth.from(day).toString();
        return narrow && hours ? name.substring(YEAR) : name;
    }

    private void line(String name, int head, CoverageCell[] cells, long fullest, int times) {
        StringBuilder text = new StringBuilder(name).append(" ".repeat(Math.max(1, head - name.length())));
        for (CoverageCell cell : cells) {
            text.append(shades.draw(cell, fullest, times));
        }
        out.println(text);
    }

    /** By first day. */
    private static Map<LocalDate, CoverageCell[]> rows(Coverage row, int cells) {
        Map<LocalDate, CoverageCell[]> found = new TreeMap<>();
        boolean hours = row.step() == Step.HOUR;
        for (CoverageCell cell : row.cells()) {
            LocalDate day = cell.from().atZone(ZoneOffset.UTC).toLocalDate();
            LocalDate first = hours ? day : day.withDayOfMonth(1);
            int place = hours ? cell.from().atZone(ZoneOffset.UTC).getHour() : day.getDayOfMonth() - 1;
            found.computeIfAbsent(first, key -> blank(hours ? cells : key.lengthOfMonth()))[place] = cell;
        }
        return found;
    }

    private static CoverageCell[] blank(int cells) {
        CoverageCell[] line = new CoverageCell[cells];
        Arrays.fill(line, new CoverageCell(Instant.EPOCH, 0, 0, 0));
        return line;
    }

    private String text(CoverageRange range) {
        String time = Times.minutes(range.from().toEpochMilli()) + " to "
                + Times.minutes(range.through().toEpochMilli()) + "  " + length(range);
        return switch (range.kind()) {
            case HOLE -> style.notice("hole") + "       " + time;
            case LOST -> style.alarm("lost") + "       " + time + "  the index names chunks, and none has an object";
            case MISSING -> style.alarm("missing") + "    " + time + "  " + objects(range, "without an object");
            case UNINDEXED -> style.alarm("unindexed") + "  " + time + "  " + objects(range, "that no table names");
        };
    }

    private static String objects(CoverageRange range, String what) {
        return Quantity.count(range.chunks()) + (range.chunks() == 1 ? " chunk " : " chunks ") + what;
    }

    /** The two largest units. */
    static String length(CoverageRange range) {
        return Ages.text(range.from(), range.through().plusMillis(1));
    }
}
