package dev.lokistore.chunk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chunk object of which not everything can be trusted; made by {@link ChunkSalvager}. Holds the object; decodes one block
 * at a time. Not thread-safe.
 */
public final class SalvagedChunk {
    /** Takes what comes out, in the order of the object; for each block its entries, then the gap if there is one. */
    @FunctionalInterface
    public interface Sink {
        /** @throws IOException if it cannot be taken; ends the salvage */
        void accept(Salvaged part) throws IOException;
    }

    private static final int OLDEST_WRITTEN = 3;

    private final @Nullable ChunkHeader header;
    private final List<CorruptDataException> faults;
    private final SalvagePlan plan;
    private final ReadOptions options;

    SalvagedChunk(
            @Nullable ChunkHeader header, List<CorruptDataException> faults, SalvagePlan plan, ReadOptions options) {
        this.header = header;
        this.faults = List.copyOf(faults);
        this.plan = plan;
        this.options = options;
    }

    /** Tenant, labels, times; empty if the envelope's metadata is lost. */
    public Optional<ChunkHeader> header() {
        return Optional.ofNullable(header);
    }

    /** What is wrong outside of blocks: envelope, block table, structured metadata strings. */
    public List<CorruptDataException> faults() {
        return faults;
    }

    public int formatVersion() {
        return plan.version();
    }

    public Codec codec() {
        return plan.codec();
    }

    /** In the order of the object. */
    public List<SalvagedBlock> blocks() {
        return plan.blocks().stream()
                .map(block -> SalvagedBlock.of(plan.bytes(), block))
                .toList();
    }

    /** Blocks that were found, sound or not. */
    public int blockCount() {
        return plan.blocks().size();
    }

    /** Blocks whose checksum holds and that decode wholly. */
    public int soundBlockCount() {
        return (int) plan.blocks().stream().filter(SalvagePlan.Block::sound).count();
    }

    /** Whether nothing is wrong. */
    public boolean sound() {
        return faults.isEmpty() && soundBlockCount() == blockCount();
    }

    /**
     * Reads everything that can be read. Entries of a block that is not sound come one by one as they decode, each marked, up
     * to the first that does not.
     */
    public void forEach(Sink sink) throws IOException {
        try (DecodeContext context = new DecodeContext()) {
            BlockSalvage salvage = new BlockSalvage(plan, options, context);
            for (SalvagePlan.Block block : plan.blocks()) {
                salvage.read(block, sink);
            }
        }
    }

    /**
     * As {@link #forEach}, of one block.
     *
     * @param place in {@link #blocks()}
     * @return bytes that it decompresses to, as far as it does
     */
    public int forEach(int place, Sink sink) throws IOException {
        try (DecodeContext context = new DecodeContext()) {
            return new BlockSalvage(plan, options, context).read(plan.blocks().get(place), sink);
        }
    }

    /**
     * A block's bytes after decompression, as far as that goes.
     *
     * @param place in {@link #blocks()}
     */
    public byte[] rawBlock(int place) {
        try (DecodeContext context = new DecodeContext()) {
            return new BlockSalvage(plan, options, context).raw(plan.blocks().get(place));
        }
    }

    /** The gaps only. */
    public List<Salvaged.Gap> gaps() throws IOException {
        List<Salvaged.Gap> gaps = new ArrayList<>();
        forEach(part -> {
            if (part instanceof Salvaged.Gap gap) {
                gaps.add(gap);
            }
        });
        return gaps;
    }

    /**
     * Makes a whole chunk of the sound entries, in the order of time; of the same codec, and version 4 if this one is, else
     * 3. Not under the key of this one: times and checksum are its own.
     *
     * @param fingerprint and the others: of the stream, as {@link #header} or else the key and the index have them
     */
    public RebuiltChunk rebuild(TenantId tenant, long fingerprint, Labels labels) throws IOException {
        return rebuild(tenant, fingerprint, labels, plan.codec());
    }

    /** As {@link #rebuild(TenantId, long, Labels)}, of another codec. */
    public RebuiltChunk rebuild(TenantId tenant, long fingerprint, Labels labels, Codec codec) throws IOException {
        List<Salvaged.Entry> sound = new ArrayList<>();
        List<Salvaged.Gap> gaps = new ArrayList<>();
        forEach(part -> {
            if (part instanceof Salvaged.Gap gap) {
                gaps.add(gap);
            } else if (part instanceof Salvaged.Entry entry && entry.sound()) {
                sound.add(entry);
            }
        });
        if (sound.isEmpty()) {
            return new RebuiltChunk(null, gaps, 0);
        }
        sound.sort(Comparator.comparingLong(Salvaged.Entry::timestampNanos));
        ChunkFormat format = ChunkFormat.of(Math.max(OLDEST_WRITTEN, plan.version()), codec);
        ChunkWriter writer = new ChunkWriter(tenant, fingerprint, labels, format);
        long withoutMetadata = 0;
        for (Salvaged.Entry entry : sound) {
            StructuredMetadata metadata = entry.metadata();
            withoutMetadata += metadata == null ? 1 : 0;
            writer.append(entry.timestampNanos(), entry.line(), metadata == null ? StructuredMetadata.EMPTY : metadata);
        }
        return new RebuiltChunk(writer.finish(), gaps, withoutMetadata);
    }
}
