package dev.lokistore.chunk;

import java.io.IOException;
import java.util.ArrayList;
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

    private final @Nullable ChunkHeader header;
    private final List<String> faults;
    private final SalvagePlan plan;
    private final ReadOptions options;

    SalvagedChunk(@Nullable ChunkHeader header, List<String> faults, SalvagePlan plan, ReadOptions options) {
        this.header = header;
        this.faults = List.copyOf(faults);
        this.plan = plan;
        this.options = options;
    }

    /** Tenant, labels, times; empty if the envelope's metadata is lost. */
    public Optional<ChunkHeader> header() {
        return Optional.ofNullable(header);
    }

    /** What is wrong outside of blocks, as sentences: envelope, block table, structured metadata strings. */
    public List<String> faults() {
        return faults;
    }

    public int formatVersion() {
        return plan.version();
    }

    public Codec codec() {
        return plan.codec();
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
}
