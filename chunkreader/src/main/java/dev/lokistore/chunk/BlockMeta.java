package dev.lokistore.chunk;

/**
 * A row of a chunk's block table, as stored ({@code formats/chunks-and-layout.md#25-block-metas}). Loki trusts only
 * offset, stored size and the time bounds.
 *
 * @param index of the block, from 0
 * @param offset of its compressed bytes, from the start of the object
 * @param storedBytes compressed size, without the 4 bytes of the CRC that follow
 * @param rawBytes sum of the lines' lengths, plus 8 for each pair of structured metadata; 0 in format versions 1 and 2,
 *     which do not hold it
 * @param entries number of entries
 * @param minTimeNanos smallest timestamp, ns since the epoch
 * @param maxTimeNanos largest timestamp, ns since the epoch, inclusive
 */
public record BlockMeta(
        int index, long offset, int storedBytes, long rawBytes, long entries, long minTimeNanos, long maxTimeNanos) {}
