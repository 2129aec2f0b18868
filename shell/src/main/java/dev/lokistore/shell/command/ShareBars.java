package dev.lokistore.shell.command;

import dev.lokistore.shell.terminal.Glyphs;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Bars for the shares of a table's rows, the largest one as long as there is room for. */
final class ShareBars {
    private static final int WIDTH = 20;

    private final Glyphs glyphs;
    private final double largest;

    private ShareBars(Glyphs glyphs, double largest) {
        this.glyphs = glyphs;
        this.largest = largest;
    }

    /** @param shares of all rows */
    static ShareBars of(Run run, DoubleStream shares) {
        return new ShareBars(
                Glyphs.of(run.session().environment()::get), shares.max().orElse(0));
    }

    /** Empty for nothing; null, so that the column goes, where no row has anything. */
    @Nullable
    String of(double share) {
        return largest == 0 ? null : glyphs.bar(share / largest, WIDTH);
    }
}
