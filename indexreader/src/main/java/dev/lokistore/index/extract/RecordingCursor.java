package dev.lokistore.index.extract;

import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.cache.StoreCache;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Hands on series and writes them down. What was written counts only if all were read and no problem was met. */
final class RecordingCursor implements SeriesCursor {
    private final SeriesCursor files;
    private final StoreCache.Writing writing;
    private final ExtractWriter extract;
    private final byte[] description;
    private final BooleanSupplier sound;

    RecordingCursor(SeriesCursor files, StoreCache.Writing writing, byte[] description, BooleanSupplier sound) {
        this.files = files;
        this.writing = writing;
        this.extract = new ExtractWriter(writing);
        this.description = description;
        this.sound = sound;
    }

    @Override
    public boolean next() throws IOException {
        if (files.next()) {
            extract.add(files.series());
            return true;
        }
        if (sound.getAsBoolean()) {
            extract.finish();
            writing.finish(description);
        }
        return false;
    }

    @Override
    public IndexedSeries series() {
        return files.series();
    }

    @Override
    public void close() throws IOException {
        try (files) {
            writing.close();
        }
    }
}
