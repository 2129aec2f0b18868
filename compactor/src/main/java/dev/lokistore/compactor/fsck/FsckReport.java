package dev.lokistore.compactor.fsck;

import dev.lokistore.compactor.check.Severity;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a check came to.
 *
 * @param level up to which was looked
 * @param found how often each flaw was found, without those that are suppressed
 * @param suppressed how many findings are
 * @param coverage how much was looked at
 * @param unchecked what was not looked at or could not be judged, with the reason
 */
public record FsckReport(int level, Map<Flaw, Long> found, long suppressed, Coverage coverage, List<String> unchecked) {
    /** The level from which on chunks are decoded. */
    public static final int DECODED_FROM = 3;

    /**
     * How much was looked at.
     *
     * @param tables whose files were opened
     * @param indexFiles opened, or read to their end from level 2 on
     * @param indexBytes stored
     * @param references to chunks in tables, from level 2 on
     * @param objects that are named as chunks
     * @param objectBytes stored
     * @param decoded chunks decoded, at level 3
     * @param decodedBytes stored
     * @param subset of the chunks
     */
    public record Coverage(
            long tables,
            long indexFiles,
            long indexBytes,
            long references,
            long objects,
            long objectBytes,
            long decoded,
            long decodedBytes,
            Subset subset) {}

    public FsckReport {
        EnumMap<Flaw, Long> counts = new EnumMap<>(Flaw.class);
        counts.putAll(found);
        found = Collections.unmodifiableMap(counts);
        unchecked = List.copyOf(unchecked);
    }

    /** Whether anything is wrong. */
    public boolean alarming() {
        return found.keySet().stream().anyMatch(flaw -> flaw.severity() != Severity.INFO);
    }

    public long count(Severity severity) {
        return found.entrySet().stream()
                .filter(entry -> entry.getKey().severity() == severity)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
