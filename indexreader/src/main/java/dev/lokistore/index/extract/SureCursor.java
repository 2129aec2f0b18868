package dev.lokistore.index.extract;

import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import java.io.IOException;

/** Reads an extract; where it turns out to be broken, goes on behind the last good series with the files themselves. */
final class SureCursor implements SeriesCursor {
    /** The same series in the same order. */
    interface Files {
        SeriesCursor open() throws IOException;
    }

    private final Files files;
    private final Runnable broken;
    private SeriesCursor source;
    private boolean fallenBack;
    private long given;

    /** @param broken told once */
    SureCursor(SeriesCursor extract, Files files, Runnable broken) {
        this.source = extract;
        this.files = files;
        this.broken = broken;
    }

    @Override
    public boolean next() throws IOException {
        boolean found;
        try {
            found = source.next();
        } catch (IOException e) {
            if (fallenBack) {
                throw e;
            }
            found = fallBack();
        }
        given += found ? 1 : 0;
        return found;
    }

    private boolean fallBack() throws IOException {
        fallenBack = true;
        broken.run();
        source.close();
        source = files.open();
        for (long skipped = 0; skipped < given; skipped++) {
            if (!source.next()) {
                return false;
            }
        }
        return source.next();
    }

    @Override
    public IndexedSeries series() {
        return source.series();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
