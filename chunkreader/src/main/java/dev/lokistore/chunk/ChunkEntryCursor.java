package dev.lokistore.chunk;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of some blocks of a chunk, forwards or backwards; one block is in memory. */
final class ChunkEntryCursor implements EntryCursor {
    private final ChunkContent content;
    private final List<BlockMeta> blocks;
    private final TimeRange range;
    private final DecodeLease lease;
    private final SymbolTable symbols;
    private final BlockEntries entries;
    private final BlockCheck check;
    private final @Nullable EntryIndex reversed;

    private int opened;
    private boolean inBlock;
    private boolean closed;
    private @Nullable SymbolStrings strings;

    /** What {@link #lineContains} looked for last, and the first place at or after the line where it is. */
    private @Nullable ByteSearch sought;

    private int hit;

    /** @param blocks in the order to read them; whoever makes it has left out those outside the range */
    ChunkEntryCursor(
            ChunkContent content, List<BlockMeta> blocks, TimeRange range, boolean backwards, DecodeLease lease)
            throws IOException {
        this.content = content;
        this.blocks = blocks;
        this.range = range;
        this.lease = lease;
        this.symbols = blocks.isEmpty() ? SymbolTable.EMPTY : content.symbols(lease.context());
        String source = content.source().name();
        int version = content.layout().version();
        ReadOptions options = content.options();
        this.entries = new BlockEntries(source, version, options.limits());
        this.check = new BlockCheck(options, source, version, symbols);
        this.reversed = backwards ? new EntryIndex() : null;
    }

    @Override
    public boolean next() throws IOException {
        while (true) {
            if (inBlock) {
                if (reversed == null ? advance() : reversed.previous(entries)) {
                    if (range.contains(entries.timestamp())) {
                        return true;
                    }
                    continue;
                }
                inBlock = false;
            }
            if (!openBlock()) {
                return false;
            }
        }
    }

    private boolean advance() throws IOException {
        try {
            if (entries.advance()) {
                check.entry(entries);
                return true;
            }
            check.end();
            return false;
        } catch (CorruptDataException e) {
            skip(blocks.get(opened - 1), e);
            return false;
        }
    }

    /** Opens the next block that is sound; false after the last. */
    private boolean openBlock() throws IOException {
        while (!closed && opened < blocks.size()) {
            BlockMeta block = blocks.get(opened++);
            try {
                load(block);
                inBlock = true;
                return true;
            } catch (CorruptDataException e) {
                skip(block, e);
            }
        }
        entries.close();
        return false;
    }

    private void load(BlockMeta block) throws IOException {
        DecodeContext context = lease.context();
        EncodedStream stream = content.fetch(block, context);
        check.begin(block, stream.position());
        hit = -1;
        sought = null;
        Codec codec = content.layout().codec();
        int limit = content.options().limits().blockBytes();
        if (codec == Codec.NONE) {
            if (stream.length() > limit) {
                throw stream.tooLarge(limit);
            }
            entries.open(stream.bytes(), stream.offset(), stream.end(), block.index(), stream.position());
        } else {
            OutputBuffer out = context.output();
            context.decode(codec, stream, limit, out);
            entries.open(out.bytes(), 0, out.size(), block.index(), stream.position());
        }
        if (reversed != null) {
            indexEntries(reversed);
        }
    }

    private void indexEntries(EntryIndex index) throws CorruptDataException {
        index.clear();
        int start = entries.index();
        while (entries.advance()) {
            index.add(start);
            check.entry(entries);
            start = entries.index();
        }
        check.end();
    }

    /** Leaves the rest of a broken block out, if the options allow it; else the cursor is at its end. */
    private void skip(BlockMeta block, CorruptDataException cause) throws CorruptDataException {
        inBlock = false;
        entries.close();
        if (!content.options().tolerated().contains(Defect.Kind.BROKEN_BLOCK)) {
            opened = blocks.size();
            throw cause;
        }
        String message = "block " + block.index() + " is left out: " + cause.problem();
        content.options().handle(new Defect(Defect.Kind.BROKEN_BLOCK, cause.source(), cause.offset(), message));
    }

    /** Opens the next block, whose entries {@link #step()} goes through; false after the last. For forward cursors. */
    boolean enterBlock() throws IOException {
        inBlock = false;
        return openBlock();
    }

    /** Moves to the next entry of the block; false at its end, where {@link #stored()} still has its bytes. */
    boolean step() throws IOException {
        return advance();
    }

    /** The entry as it is stored. */
    BlockEntries stored() {
        return entries;
    }

    /** The block that was opened last. */
    BlockMeta block() {
        return blocks.get(opened - 1);
    }

    /** Its compressed bytes; valid until the next block is opened. */
    EncodedStream compressed() throws IOException {
        return content.fetch(block(), lease.context());
    }

    @Override
    public long timestampNanos() {
        return entries.timestamp();
    }

    @Override
    public byte[] buffer() {
        return entries.bytes();
    }

    @Override
    public int lineOffset() {
        return entries.lineOffset();
    }

    @Override
    public int lineLength() {
        return entries.lineLength();
    }

    /** Searches the rest of the block at once: most needles are in few lines, and this passes many lines in one go. */
    @Override
    public boolean lineContains(ByteSearch needle) {
        int from = entries.lineOffset();
        int to = from + entries.lineLength();
        if (reversed != null || sought != null && sought != needle) {
            return needle.isIn(entries.bytes(), from, to);
        }
        sought = needle;
        if (hit < from) {
            int found = needle.indexIn(entries.bytes(), from, entries.end());
            hit = found < 0 ? Integer.MAX_VALUE : found;
        }
        return hit <= to - needle.length();
    }

    @Override
    public boolean hasMetadata() {
        return entries.pairs() > 0;
    }

    @Override
    public StructuredMetadata metadata() {
        int pairs = entries.pairs();
        if (pairs == 0) {
            return StructuredMetadata.EMPTY;
        }
        SymbolStrings cache = strings;
        if (cache == null) {
            cache = new SymbolStrings(symbols);
            strings = cache;
        }
        String[] namesAndValues = new String[2 * pairs];
        int next = entries.index();
        entries.seek(entries.pairsOffset());
        try {
            for (int i = 0; i < namesAndValues.length; i++) {
                namesAndValues[i] = cache.string(entries.symbol());
            }
        } catch (CorruptDataException e) {
            throw new IllegalStateException("the pairs were read before", e);
        }
        entries.seek(next);
        return StructuredMetadata.wrap(namesAndValues);
    }

    @Override
    public int blockIndex() {
        return entries.block();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            inBlock = false;
            entries.close();
            lease.close();
        }
    }
}
