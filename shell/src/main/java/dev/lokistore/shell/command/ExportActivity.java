package dev.lokistore.shell.command;

import dev.lokistore.compactor.export.ExportProgress;
import dev.lokistore.shell.render.Quantity;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What the progress line says of an export: how much is done, how fast it goes, and how long it will still take.
 *
 * @param line takes the text
 * @param startedNanos of {@link System#nanoTime()}
 */
record ExportActivity(Consumer<String> line, long startedNanos) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;
    /** Before that the rate says nothing. */
    private static final double LEAST_SHARE = 0.005;

    /** Called by several threads. */
    void show(ExportProgress progress) {
        line.accept(text(progress, System.nanoTime() - startedNanos));
    }

    static String text(ExportProgress progress, long elapsedNanos) {
        double seconds = Math.max(1, elapsedNanos) / NANOS_PER_SECOND;
        String done = String.format(Locale.ROOT, "%.0f %%", PERCENT * progress.share());
        String rate = Quantity.bytes((long) (progress.lineBytes() / seconds)) + "/s";
        if (progress.share() < LEAST_SHARE) {
            return done + ", " + rate;
        }
        return done + ", " + rate + ", " + left(seconds * (1 - progress.share()) / progress.share()) + " left";
    }

    private static String left(double seconds) {
        if (seconds < 90) {
            return Math.round(seconds) + " s";
        }
        double minutes = seconds / 60;
        return minutes < 90 ? Math.round(minutes) + " min" : Math.round(minutes / 60) + " h";
    }
}
