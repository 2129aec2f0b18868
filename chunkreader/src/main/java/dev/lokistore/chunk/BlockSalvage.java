package dev.lokistore.chunk;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes blocks of a damaged chunk, as far as they go. */
final class BlockSalvage {
    private final SalvagePlan plan;
    private final ReadOptions options;
    private final DecodeContext context;

    BlockSalvage(SalvagePlan plan, ReadOptions options, DecodeContext context) {
        this.plan = plan;
        this.options = options;
        this.context = context;
    }

    /** @return bytes that the block decompresses to, as far as it does */
    int read(SalvagePlan.Block block, SalvagedChunk.Sink sink) throws IOException {
        decode(plan.codec(), block.from(), block.to());
        OutputBuffer raw = context.output();
        BlockEntries entries = new BlockEntries(plan.source(), plan.version(), options.limits());
        entries.open(raw.bytes(), 0, raw.size(), block.index(), block.from());
        long doubtful = 0;
        int offset = entries.index();
        while (advance(entries)) {
            doubtful += block.sound() ? 0 : 1;
            sink.accept(entry(entries, offset, block));
            offset = entries.index();
        }
        String fault = block.fault();
        if (fault != null) {
            BlockMeta row = block.row();
            sink.accept(new Salvaged.Gap(
                    block.index(),
                    block.from(),
                    block.to(),
                    row == null ? null : row.minTimeNanos(),
                    row == null ? null : row.maxTimeNanos(),
                    doubtful,
                    fault));
        }
        return raw.size();
    }

    /** What the block decompresses to, as far as it does. */
    byte[] raw(SalvagePlan.Block block) {
        decode(plan.codec(), block.from(), block.to());
        return Arrays.copyOf(context.output().bytes(), context.output().size());
    }

    private static boolean advance(BlockEntries entries) {
        try {
            return entries.advance();
        } catch (CorruptDataException e) {
            return false;
        }
    }

    private Salvaged.Entry entry(BlockEntries entries, int offset, SalvagePlan.Block block) {
        int from = entries.lineOffset();
        byte[] line = Arrays.copyOfRange(entries.bytes(), from, from + entries.lineLength());
        return new Salvaged.Entry(
                block.index(),
                offset,
                entries.index() - offset,
                from,
                entries.timestamp(),
                line,
                metadata(entries),
                block.sound());
    }

    /** Null if it cannot be told: the strings are lost, or it names one that there is not. */
    private @Nullable StructuredMetadata metadata(BlockEntries entries) {
        if (plan.version() < 4 || entries.pairs() == 0) {
            return StructuredMetadata.EMPTY;
        }
        SymbolTable symbols = plan.symbols();
        if (symbols == null) {
            return null;
        }
        String[] namesAndValues = new String[2 * entries.pairs()];
        int next = entries.index();
        entries.seek(entries.pairsOffset());
        try {
            for (int i = 0; i < namesAndValues.length; i++) {
                namesAndValues[i] = symbols.string(entries.uvarint());
            }
        } catch (CorruptDataException e) {
            return null;
        } finally {
            entries.seek(next);
        }
        return StructuredMetadata.wrap(namesAndValues);
    }

    /** What came out is in the context's buffer, also if it broke off. */
    private Optional<String> decode(Codec codec, int from, int to) {
        EncodedStream stream =
                new EncodedStream(plan.source(), from, plan.bytes(), from, to - from, 4L * (to - from), options);
        try {
            context.decode(codec, stream, options.limits().blockBytes(), context.output());
            return Optional.empty();
        } catch (CorruptDataException e) {
            return Optional.of(e.problem());
        }
    }

    /**
     * Why bytes are no whole block of a codec and version; empty if they are one.
     *
     * @param row whose counts they must have; null if that is not known
     */
    Optional<String> fault(Codec codec, int version, int from, int to, @Nullable BlockMeta row) {
        Optional<String> broken = decode(codec, from, to);
        if (broken.isPresent()) {
            return broken;
        }
        OutputBuffer raw = context.output();
        BlockEntries entries = new BlockEntries(plan.source(), version, options.limits());
        entries.open(raw.bytes(), 0, raw.size(), 0, from);
        long count = 0;
        try {
            while (entries.advance()) {
                count++;
            }
        } catch (CorruptDataException e) {
            return Optional.of(e.problem());
        }
        if (count == 0) {
            return Optional.of("no entries");
        }
        return row != null && row.entries() != count
                ? Optional.of("entries: expected " + row.entries() + ", found " + count)
                : Optional.empty();
    }
}
