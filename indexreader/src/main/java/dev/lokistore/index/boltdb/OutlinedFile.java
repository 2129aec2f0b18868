package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file and, once somebody asked, the outlines of its buckets, or why they cannot be had. Thread-safe. */
final class OutlinedFile {
    /** A bucket and where its rows are. */
    record OutlinedPlace(Place place, Outline outline) {}

    private final BoltdbFile file;
    private @Nullable List<OutlinedPlace> places;
    private @Nullable CorruptDataException failure;

    OutlinedFile(BoltdbFile file) {
        this.file = file;
    }

    BoltdbFile file() {
        return file;
    }

    synchronized List<OutlinedPlace> places() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (places == null) {
            try {
                List<OutlinedPlace> found = new ArrayList<>();
                for (Place place : Place.of(file)) {
                    found.add(new OutlinedPlace(
                            place, OutlineWalk.of(place.bucket().cursor())));
                }
                places = List.copyOf(found);
            } catch (CorruptDataException e) {
                failure = e;
                throw e;
            }
        }
        return places;
    }
}
