package dev.lokistore.index.coverage;

import java.time.Instant;

/**
 * One hour or day in which there is something.
 *
 * @param from its start; how long it is says {@link Coverage#step()}
 * @param chunks that the index names and whose time overlaps the cell
 * @param missing of these, those without an object
 * @param unindexed chunk objects that no table of their days names, and that begin here
 */
public record CoverageCell(Instant from, long chunks, long missing, long unindexed) {}
