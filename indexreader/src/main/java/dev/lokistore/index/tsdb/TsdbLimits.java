package dev.lokistore.index.tsdb;

/**
 * How much of a TSDB file may be held in memory; beyond, reading fails instead of growing.
 *
 * @param symbolBytes of one label name or value
 * @param symbolTableBytes of the whole symbol section, of which 1/8 at most is held as offsets
 * @param seriesBytes of one series record with its chunk list; decoded, a hostile one takes 15 times as much. The default
 *     has room for 240,000 real chunks, which no stream writes in a day
 * @param symbolCacheEntries decoded symbols kept; more makes scans of files with many labels faster
 */
public record TsdbLimits(int symbolBytes, long symbolTableBytes, int seriesBytes, int symbolCacheEntries) {
    public static final TsdbLimits DEFAULT = new TsdbLimits(1 << 20, 1L << 30, 4 << 20, 4096);

    public TsdbLimits {
        if (symbolBytes < 1 || symbolTableBytes < 4 || seriesBytes < 1 || symbolCacheEntries < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    public TsdbLimits withSymbolCacheEntries(int entries) {
        return new TsdbLimits(symbolBytes, symbolTableBytes, seriesBytes, entries);
    }
}
