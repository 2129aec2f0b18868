package dev.lokistore.index.coverage;

import dev.lokistore.index.coverage.CoverageOptions.Step;
import java.util.List;

/**
 * What covers the time of one tenant or stream.
 *
 * @param chunks that the index names, each once
 * @param cells by time; those in which there is nothing are left out
 * @param ranges by start, then kind; of each kind none overlap
 */
public record Coverage(
        CoverageSubject subject, Step step, long chunks, List<CoverageCell> cells, List<CoverageRange> ranges) {
    public Coverage {
        cells = List.copyOf(cells);
        ranges = List.copyOf(ranges);
    }
}
