package dev.lokistore.chunk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Takes entries out of a chunk, or changes their lines. Blocks in which nothing changes are copied as they are stored, the
 * others are compressed anew, each by itself, so that order and bounds of all that stays are as before. The table of
 * structured metadata strings keeps its numbers, which copied blocks refer to; a string that only removed entries had
 * becomes empty ({@code formats/chunks-and-layout.md#213-removing-lines-from-a-chunk}). Holds the compressed source and
 * result and one block. Deterministic.
 */
public final class ChunkEditor {
    /**
     * How the result differs from what is usual, where an object of that name exists already: never the content.
     *
     * @param pieces into which each block that is compressed anew is cut, 1 or more
     * @param codec of all blocks
     */
    public record Form(int pieces, Codec codec) {
        /** The usual one of a source. */
        public static Form of(ChunkReader source) {
            return new Form(1, source.codec());
        }

        public Form {
            if (pieces < 1) {
                throw new IllegalArgumentException("pieces is " + pieces + " but must be 1 or more");
            }
        }
    }

    /** Beyond what any table holds: a chunk that Loki damaged may name any number. */
    private static final int MAX_SYMBOL = 1 << 28;

    private final ChunkReader source;
    private final EntryRule rule;
    private final Form form;
    private final ChunkAssembly assembly;
    private final ByteSink head = new ByteSink();
    private final CRC32C crc = new CRC32C();
    /** Of the content of each block of the result. */
    private final List<Integer> contents = new ArrayList<>();

    private final BitSet usedByKept = new BitSet();
    private final BitSet usedByRemoved = new BitSet();
    private long entries;
    private long rawBytes;
    private long removed;
    private long changed;

    private ChunkEditor(ChunkReader source, EntryRule rule, Form form) {
        this.source = source;
        this.rule = rule;
        this.form = form;
        // versions 1 and 2 lack a column of the block table, which is known by now
        this.assembly = new ChunkAssembly(Math.max(3, source.formatVersion()), form.codec(), (int)
                source.content().source().size());
    }

    /**
     * Edits a chunk and reads the result again: the rule keeps every entry of it, and each block holds what it should.
     *
     * @throws CorruptDataException if the source cannot be read by its reader's options, or the result does not hold what it
     *     should: the machine cannot be trusted then, or the rule does not keep what it changed
     */
    public static EditedChunk edit(ChunkReader source, EntryRule rule, Form form) throws IOException {
        if (source.content().options().tolerated().contains(Defect.Kind.BROKEN_BLOCK)) {
            throw new IllegalArgumentException("a reader that leaves out broken blocks loses entries");
        }
        ChunkEditor editor = new ChunkEditor(source, rule, form);
        try (ChunkEntryCursor cursor = source.stored(source.blocks())) {
            while (cursor.enterBlock()) {
                editor.editBlock(cursor);
            }
        }
        return editor.finish();
    }

    private void editBlock(ChunkEntryCursor cursor) throws IOException {
        BlockEntries stored = cursor.stored();
        BlockDraft before = new BlockDraft(cursor.block());
        BlockDraft after = new BlockDraft(cursor.block());
        int copied = stored.index();
        int start = copied;
        boolean touched = false;
        head.clear();
        while (cursor.step()) {
            long size = BlockDraft.size(stored.lineLength(), stored.pairs());
            before.add(stored.timestamp(), size);
            EntryRule.Fate fate = rule.of(cursor);
            if (fate == EntryRule.Fate.KEEP) {
                after.add(stored.timestamp(), size);
            } else {
                touched = true;
                head.write(stored.bytes(), copied, stored.entryStart() - copied);
                copied = stored.index();
                if (fate == EntryRule.Fate.REMOVE) {
                    removed++;
                } else {
                    change(stored, rule.line(), after);
                }
            }
            if (stored.pairs() > 0) {
                note(stored, fate == EntryRule.Fate.REMOVE ? usedByRemoved : usedByKept);
            }
        }
        entries += before.entries();
        rawBytes += before.rawBytes();
        if (!touched && form.codec() == source.codec()) {
            assembly.copy(cursor.compressed(), cursor.block(), before.rawBytes(), before.entries());
            contents.add(crcOf(stored.bytes(), start, stored.end()));
        } else if (after.entries() > 0) {
            head.write(stored.bytes(), copied, stored.end() - copied);
            if (form.pieces() > 1) {
                addPieces(cursor.block(), after.entries());
            } else {
                assembly.add(head, after);
                contents.add(crcOf(head.array(), 0, head.size()));
            }
        }
    }

    private void change(BlockEntries entry, byte[] line, BlockDraft after) {
        changed++;
        head.varint(entry.timestamp());
        head.uvarint(line.length);
        head.write(line);
        int metadata = entry.lineOffset() + entry.lineLength();
        head.write(entry.bytes(), metadata, entry.index() - metadata);
        after.add(entry.timestamp(), BlockDraft.size(line.length, entry.pairs()));
    }

    private static void note(BlockEntries entry, BitSet symbols) throws CorruptDataException {
        int next = entry.index();
        entry.seek(entry.pairsOffset());
        for (int i = 0; i < 2 * entry.pairs(); i++) {
            long id = entry.symbol();
            if (id >= 0 && id <= MAX_SYMBOL) {
                symbols.set((int) id);
            }
        }
        entry.seek(next);
    }

    /** Cuts what is in the head into several blocks of as many entries each. */
    private void addPieces(BlockMeta block, long count) throws CorruptDataException {
        BlockEntries parsed = new BlockEntries(
                source.content().source().name(),
                source.formatVersion(),
                source.content().options().limits());
        parsed.open(head.array(), 0, head.size(), block.index(), block.offset());
        long most = Math.max(1, (count + form.pieces() - 1) / form.pieces());
        ByteSink piece = new ByteSink();
        BlockDraft draft = new BlockDraft(block);
        int start = 0;
        while (parsed.advance()) {
            draft.add(parsed.timestamp(), BlockDraft.size(parsed.lineLength(), parsed.pairs()));
            if (draft.entries() == most || parsed.index() == head.size()) {
                piece.clear();
                piece.write(head.array(), start, parsed.index() - start);
                assembly.add(piece, draft);
                contents.add(crcOf(piece.array(), 0, piece.size()));
                start = parsed.index();
                draft = new BlockDraft(block);
            }
        }
    }

    private EditedChunk finish() throws IOException {
        boolean same = removed == 0 && changed == 0 && form.equals(Form.of(source));
        if (same || assembly.entries() == 0) {
            return new EditedChunk(null, entries, rawBytes, removed, changed);
        }
        EncodedChunk chunk = assembly.finish(header(), symbols());
        verify(chunk);
        return new EditedChunk(chunk, entries, rawBytes, removed, changed);
    }

    /** The bounds of what is left, but never beyond the old ones: tables where no row of the source is get none of it. */
    private ChunkHeader header() {
        ChunkHeader old = source.header();
        long from = Math.max(old.fromMillis(), assembly.fromMillis());
        long through = Math.min(old.throughMillis(), assembly.throughMillis());
        boolean sound = from <= through;
        return new ChunkHeader(
                old.tenant(),
                old.fingerprint(),
                sound ? from : old.fromMillis(),
                sound ? through : old.throughMillis(),
                old.labels(),
                Envelope.ENCODING);
    }

    private ChunkAssembly.SymbolSection symbols() throws IOException {
        if (source.formatVersion() < 4) {
            return (encoder, out) -> {};
        }
        BitSet gone = usedByRemoved;
        gone.andNot(usedByKept);
        if (gone.isEmpty() && form.codec() == source.codec()) {
            byte[] section = source.content().symbolSection();
            return (encoder, out) -> out.write(section);
        }
        SymbolTable table = source.content().symbols();
        return (encoder, out) -> table.write(gone, encoder, out);
    }

    private void verify(EncodedChunk chunk) throws IOException {
        ByteSource bytes = ByteSource.of("result of the edit", chunk.bytes());
        ChunkReader result = ChunkReader.open(bytes, source.content().options());
        result.verify(chunk.ref());
        long count = 0;
        try (ChunkEntryCursor cursor = result.stored(result.blocks())) {
            while (cursor.enterBlock()) {
                BlockEntries stored = cursor.stored();
                int expected = contents.get(cursor.block().index());
                int found = crcOf(stored.bytes(), stored.index(), stored.end());
                require("content of block " + cursor.block().index(), expected, found);
                while (cursor.step()) {
                    require("fate of entry " + count, EntryRule.Fate.KEEP, rule.of(cursor));
                    count++;
                }
            }
        }
        require("entries", entries - removed, count);
    }

    private void require(String what, Object expected, Object found) throws CorruptDataException {
        if (!expected.equals(found)) {
            throw new CorruptDataException(
                    source.content().source().name(), 0, what + " after the edit", expected, found);
        }
    }

    private int crcOf(byte[] bytes, int from, int to) {
        crc.reset();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
