package dev.lokistore.chunk;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How to read a chunk: limits, and which defects to go on in spite of. Each use of a tolerance is reported, defects inside
 * a block once per kind and block.
 *
 * @param tolerated defects of any other kind are a {@link CorruptDataException}
 * @param defects told of each defect that was tolerated; called by the thread that reads
 */
public record ReadOptions(ChunkLimits limits, Set<Defect.Kind> tolerated, Consumer<Defect> defects) {
    /** The first defect of any kind is an error. */
    public static final ReadOptions STRICT = new ReadOptions(ChunkLimits.DEFAULT, Set.of(), defect -> {});

    /**
     * Goes on in spite of everything that loses no entry: all kinds but {@link Defect.Kind#BROKEN_BLOCK}. Defects are
     * reported to nobody before {@link #reportingTo} says to whom.
     */
    public static final ReadOptions DEFAULT = new ReadOptions(
            ChunkLimits.DEFAULT, EnumSet.complementOf(EnumSet.of(Defect.Kind.BROKEN_BLOCK)), defect -> {});

    public ReadOptions {
        tolerated = Set.copyOf(tolerated);
    }

    public ReadOptions reportingTo(Consumer<Defect> consumer) {
        return new ReadOptions(limits, tolerated, consumer);
    }

    public ReadOptions withLimits(ChunkLimits newLimits) {
        return new ReadOptions(newLimits, tolerated, defects);
    }

    /** These options, and going on in spite of this kind too. */
    public ReadOptions tolerating(Defect.Kind kind) {
        EnumSet<Defect.Kind> more = EnumSet.of(kind);
        more.addAll(tolerated);
        return new ReadOptions(limits, more, defects);
    }

    /**
     * Reports a tolerated defect, and fails at any other.
     *
     * @throws CorruptDataException if the kind is not tolerated
     */
    void handle(Defect defect) throws CorruptDataException {
        if (!tolerated.contains(defect.kind())) {
            throw new CorruptDataException(defect.source(), defect.offset(), defect.message());
        }
        defects.accept(defect);
    }
}
