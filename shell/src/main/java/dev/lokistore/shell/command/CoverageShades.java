package dev.lokistore.shell.command;

import dev.lokistore.index.coverage.CoverageCell;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.terminal.Glyphs;
import dev.lokistore.shell.terminal.Style;
import java.util.List;

/** The characters of the map: four shades, by quarters of the fullest cell, and marks for what is not as it should be. */
final class CoverageShades {
    private static final int SHADES = 4;
    private static final String ALL_MISSING = "x";
    private static final String SOME_MISSING = "!";
    private static final String UNINDEXED = "?";

    private final String none;
    private final String shades;
    private final Style style;

    CoverageShades(Glyphs glyphs, Style style) {
        this.none = glyphs == Glyphs.BLOCKS ? "\u00b7" : ".";
        this.shades = glyphs == Glyphs.BLOCKS ? "\u2591\u2592\u2593\u2588" : "-+*#";
        this.style = style;
    }

    String draw(CoverageCell cell, long fullest, int times) {
        if (cell.missing() > 0) {
            return style.alarm((cell.missing() == cell.chunks() ? ALL_MISSING : SOME_MISSING).repeat(times));
        }
        if (cell.unindexed() > 0) {
            return style.alarm(UNINDEXED.repeat(times));
        }
        return (cell.chunks() == 0 ? none : shade(cell.chunks(), fullest)).repeat(times);
    }

    private String shade(long chunks, long fullest) {
        int quarter = (int) Math.min(SHADES, (chunks * SHADES + fullest - 1) / fullest);
        return shades.substring(quarter - 1, quarter);
    }

    /** What the characters mean; the marks only where they occur. */
    String legend(List<CoverageCell> cells, long fullest) {
        StringBuilder legend = new StringBuilder(none).append(" none");
        for (int quarter = 1; quarter <= SHADES; quarter++) {
            long upTo = fullest * quarter / SHADES;
            if (upTo > fullest * (quarter - 1) / SHADES) {
                legend.append("  ")
                        .append(shades.charAt(quarter - 1))
                        .append(" to ")
                        .append(Quantity.count(upTo));
            }
        }
        boolean all = cells.stream().anyMatch(cell -> cell.missing() > 0 && cell.missing() == cell.chunks());
        boolean some = cells.stream().anyMatch(cell -> cell.missing() > 0 && cell.missing() < cell.chunks());
        boolean unindexed = cells.stream().anyMatch(cell -> cell.unindexed() > 0 && cell.missing() == 0);
        legend.append(some ? "  ! objects missing" : "")
                .append(all ? "  x all missing" : "")
                .append(unindexed ? "  ? unindexed objects" : "");
        return legend.toString();
    }
}
