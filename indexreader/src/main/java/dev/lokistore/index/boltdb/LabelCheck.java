package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the labels found for a series are all of them. A row may be lost with a file, and a stream under part
 * of its labels would answer to the wrong selectors: then its labels count as unknown.
 */
final class LabelCheck {
    private record Names(BoltdbFile file, LabelNames lookup) {}

    private final List<Names> names = new ArrayList<>();
    private final CorruptFiles corrupt;

    LabelCheck(List<TenantRows> tenantRows, CorruptFiles corrupt) {
        for (TenantRows rows : tenantRows) {
            LabelNames lookup = new LabelNames(rows.place().bucket().cursor());
            names.add(new Names(rows.place().file(), lookup));
        }
        this.corrupt = corrupt;
    }

    /**
     * @param row a chunk row of the series, for the message
     * @return null, and a problem reported, if labels are missing
     */
    @Nullable
    Labels check(String seriesId, Map<String, String> found, ChunkRows row) throws IOException {
        Labels labels = Labels.of(found);
        if (SeriesId.of(labels).equals(seriesId)) {
            return labels;
        }
        // another Unicode version quotes other characters, so that another hash alone proves nothing
        Optional<Set<String>> expected = names(seriesId);
        boolean complete = expected.isPresent() ? expected.get().equals(found.keySet()) : !isAscii(found.values());
        if (complete) {
            return labels;
        }
        Object wanted = expected.isPresent() ? "labels " + expected.get() : "labels with this hash";
        corrupt.note(
                row.file(),
                new LostLabelsException(
                        row.file(), row.position(), "label rows of series " + seriesId, wanted, labels));
        return null;
    }

    /** What the row of label names says, empty if no file has one. */
    Optional<Set<String>> names(String seriesId) throws IOException {
        for (Names source : names) {
            if (!corrupt.contains(source.file)) {
                try {
                    Optional<Set<String>> found = source.lookup.of(seriesId);
                    if (found.isPresent()) {
                        return found;
                    }
                } catch (CorruptDataException e) {
                    corrupt.add(source.file, e);
                }
            }
        }
        return Optional.empty();
    }

    static boolean isAscii(Iterable<String> values) {
        for (String value : values) {
            if (value.chars().anyMatch(c -> c >= 0x80)) {
                return false;
            }
        }
        return true;
    }
}
