package dev.lokistore.chunk;

/**
 * Compares the entries of a block with its row in the block table while they pass, and reports each kind of defect once
 * a block.
 */
final class BlockCheck {
    /** What a pair of structured metadata counts in the uncompressed size. */
    private static final int PAIR_BYTES = 8;

    private final ReadOptions options;
    private final String source;
    private final int version;
    private final SymbolTable symbols;

    private BlockMeta block = new BlockMeta(0, 0, 0, 0, 0, 0, 0);
    private long offset;
    private long entries;
    private long rawBytes;
    private long previous;
    private int reported;

    BlockCheck(ReadOptions options, String source, int version, SymbolTable symbols) {
        this.options = options;
        this.source = source;
        this.version = version;
        this.symbols = symbols;
    }

    /** @param streamOffset where the block was found */
    void begin(BlockMeta newBlock, long streamOffset) {
        block = newBlock;
        offset = streamOffset;
        entries = 0;
        rawBytes = 0;
        previous = Long.MIN_VALUE;
        reported = 0;
    }

    /** Looks at the entry that was just parsed. */
    void entry(BlockEntries entry) throws CorruptDataException {
        entries++;
        long timestamp = entry.timestamp();
        rawBytes += entry.lineLength();
        if (timestamp < previous || timestamp < block.minTimeNanos() || timestamp > block.maxTimeNanos()) {
            reportTime(timestamp);
        }
        previous = timestamp;
        if (version >= 4 && (entry.pairs() > 0 || entry.wrongSectionLength())) {
            checkMetadata(entry);
        }
    }

    /** Compares the totals at the end of a block that was read as a whole. */
    void end() throws CorruptDataException {
        if (entries != block.entries()) {
            report(Defect.Kind.ENTRY_COUNT, "entries: expected " + block.entries() + ", found " + entries);
        }
        if (version >= 3 && rawBytes != block.rawBytes()) {
            report(Defect.Kind.RAW_SIZE, "uncompressed size: expected " + block.rawBytes() + ", found " + rawBytes);
        }
    }

    private void reportTime(long timestamp) throws CorruptDataException {
        if (timestamp < previous) {
            report(Defect.Kind.ENTRY_ORDER, "time: expected at least " + previous + ", found " + timestamp);
        }
        if (timestamp < block.minTimeNanos() || timestamp > block.maxTimeNanos()) {
            report(
                    Defect.Kind.ENTRY_OUTSIDE_BOUNDS,
                    "time: expected " + block.minTimeNanos() + " to " + block.maxTimeNanos() + ", found " + timestamp);
        }
    }

    private void checkMetadata(BlockEntries entry) throws CorruptDataException {
        rawBytes += (long) PAIR_BYTES * entry.pairs();
        if (entry.wrongSectionLength()) {
            report(Defect.Kind.METADATA_SECTION_LENGTH, "length of an entry's metadata: expected another one");
        }
        int next = entry.index();
        entry.seek(entry.pairsOffset());
        for (int i = 0; i < 2 * entry.pairs(); i++) {
            long id = entry.symbol();
            if (id < 0 || id >= symbols.size()) {
                report(
                        Defect.Kind.UNKNOWN_SYMBOL,
                        "symbol: expected below " + symbols.size() + ", found " + Long.toUnsignedString(id));
            }
        }
        entry.seek(next);
    }

    private void report(Defect.Kind kind, String message) throws CorruptDataException {
        int bit = 1 << kind.ordinal();
        if ((reported & bit) == 0) {
            reported |= bit;
            options.handle(new Defect(kind, source, offset, "block " + block.index() + ": " + message));
        }
    }
}
