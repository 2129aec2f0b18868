package dev.lokistore.index.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A class of a histogram.
 *
 * @param atLeast lower bound; that of the next class is the upper one
 */
record Bin(String name, long atLeast) {
    private static final int KIBIBYTE = 1024;
    private static final long[] SPAN_SECONDS = {0, 1, 10, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400};
    private static final String[] SPANS = {"0s", "1s", "10s", "1m", "5m", "15m", "30m", "1h", "2h", "4h", "8h", "1d"};
    private static final int[] FILL_PERCENT = {0, 1, 2, 5, 10, 25, 50, 75, 90, 100, 125};
    private static final int ENTRY_DIGITS = 10;

    /** Of one kind, ascending; the last one has no upper bound. */
    static List<Bin> of(HistogramKind kind, ChunkGoals goals) {
        return switch (kind) {
            case SIZE -> sizes();
            case SPAN -> spans();
            case FILL -> fills();
            case ENTRIES -> entries();
            case TINY ->
                List.of(
                        new Bin("0B-" + bytes(goals.tinyBelowBytes()), 0),
                        new Bin(bytes(goals.tinyBelowBytes()) + "+", goals.tinyBelowBytes()));
        };
    }

    private static List<Bin> sizes() {
        List<Bin> bins = new ArrayList<>();
        for (int exponent = 0; exponent <= SizeClass.LAST; exponent++) {
            SizeClass size = new SizeClass(exponent);
            bins.add(new Bin(size.toString(), size.atLeast()));
        }
        return bins;
    }

    private static List<Bin> spans() {
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < SPANS.length; i++) {
            bins.add(new Bin(SPANS[i] + (i + 1 < SPANS.length ? "-" + SPANS[i + 1] : "+"), SPAN_SECONDS[i]));
        }
        return bins;
    }

    private static List<Bin> fills() {
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < FILL_PERCENT.length; i++) {
            String end = i + 1 < FILL_PERCENT.length ? "-" + FILL_PERCENT[i + 1] + "%" : "+";
            bins.add(new Bin(FILL_PERCENT[i] + "%" + end, FILL_PERCENT[i]));
        }
        return bins;
    }

    private static List<Bin> entries() {
        List<Bin> bins = new ArrayList<>();
        bins.add(new Bin("0", 0));
        long from = 1;
        for (int digits = 1; digits <= ENTRY_DIGITS; digits++) {
            String end = digits < ENTRY_DIGITS ? "-" + (10 * from - 1) : "+";
            bins.add(new Bin(String.format(Locale.ROOT, "%d%s", from, end), from));
            from *= 10;
        }
        return bins;
    }

    /** Exact: {@code 64KiB}, {@code 700B}. */
    private static String bytes(long bytes) {
        return bytes > 0 && bytes % KIBIBYTE == 0 ? bytes / KIBIBYTE + "KiB" : bytes + "B";
    }
}
