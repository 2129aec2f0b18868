package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkLimits;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ChunkSalvager;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.DecodePool;
import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.chunk.UnsupportedFormatException;
import dev.lokistore.compactor.check.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one chunk object to its end and compares it with what its key says ({@code formats/chunks-and-layout.md#62}). What
 * only follows from another fault is left out: that a chunk with a broken block has another checksum, for one.
 */
final class ChunkInspection {
    /** Something wrong in the object. */
    record Fault(Flaw flaw, long offset, String message) {}

    /**
     * What the object holds.
     *
     * @param checksum of the object
     * @param header null if it cannot be read
     * @param entries that decode
     * @param rawBytes as an index counts them; -1 if that is not known
     * @param unsupported why it could not be decoded although it is as its key says; else null
     */
    record Result(
            List<Fault> faults,
            int checksum,
            @Nullable ChunkHeader header,
            long entries,
            long rawBytes,
            @Nullable String unsupported) {
        Result {
            faults = List.copyOf(faults);
        }

        /** Whether nothing is wrong with it but that its key is another chunk's. */
        boolean isAnotherChunk() {
            return header != null
                    && unsupported == null
                    && faults.stream().anyMatch(fault -> fault.flaw() == Flaw.CHUNK_KEY_DIFFERS)
                    && faults.stream()
                            .filter(fault -> fault.flaw() != Flaw.CHUNK_KEY_DIFFERS)
                            .allMatch(fault -> fault.flaw().severity() == Severity.INFO);
        }

        /** Whether all of it decodes, so that its content can be compared with an index. */
        boolean whole() {
            return header != null
                    && unsupported == null
                    && faults.stream().noneMatch(fault -> fault.flaw().severity() == Severity.ERROR);
        }
    }

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int FIRST_FORMAT_WITH_SIZES = 3;
    private static final int LENGTH_BYTES = 4;

    private final ByteSource source;
    private final ChunkRef ref;
    private final DecodePool pool;
    private final List<Fault> faults = new ArrayList<>();

    private long entries;
    private long rawBytes = -1;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    private ChunkInspection(ByteSource source, ChunkRef ref, DecodePool pool) {
        this.source = source;
        this.ref = ref;
        this.pool = pool;
    }

    /** @param source the whole object, in memory */
    static Result of(ByteSource source, ChunkRef ref, DecodePool pool) throws IOException {
        return new ChunkInspection(source, ref, pool).run();
    }

    private Result run() throws IOException {
        int checksum = ChunkReader.checksum(source);
        boolean asNamed = checksum == ref.checksum();
        ReadOptions options = ReadOptions.DEFAULT
                .tolerating(Defect.Kind.BROKEN_BLOCK)
                .reportingTo(defect -> add(flaw(defect.kind()), defect.offset(), defect.message()));
        ChunkReader reader;
        try {
            reader = ChunkReader.open(source, options, pool);
        } catch (CorruptDataException e) {
            faults.clear(); // of what was tolerated before
            if (asNamed && e instanceof UnsupportedFormatException) {
                return new Result(List.of(), checksum, null, 0, -1, e.problem());
            }
            if (!asNamed && isTruncated(options)) {
                add(
                        Flaw.CHUNK_TRUNCATED,
                        source.size(),
                        "size of the object: expected " + statedSize() + ", as its own lengths say, found "
                                + source.size());
            } else {
                add(Flaw.CHUNK_MALFORMED, e.offset(), e.problem());
            }
            if (!asNamed) {
                checkOwner();
            }
            return new Result(faults, checksum, null, 0, -1, null);
        }
        ChunkHeader header = reader.header();
        boolean other = false;
        try {
            reader.verifyHeader(ref);
        } catch (CorruptDataException e) {
            other = true;
            add(Flaw.CHUNK_KEY_DIFFERS, e.offset(), "the key against the object: " + e.problem());
        }
        read(reader);
        if (isWhole()) {
            if (!asNamed && !other) {
                add(
                        Flaw.CHUNK_CHECKSUM,
                        0,
                        "checksum of the object: expected " + ref.checksumHex() + ", as its key says, found "
                                + Integer.toHexString(checksum));
            }
            checkBounds(header);
        }
        return new Result(faults, checksum, header, entries, rawBytes, null);
    }

    /** Whether what is left of a broken chunk is of the stream that its key names. */
    private void checkOwner() throws IOException {
        ChunkHeader header;
        try {
            header = ChunkSalvager.salvage(source, ChunkLimits.DEFAULT).header().orElse(null);
        } catch (CorruptDataException e) {
            return; // nothing is left
        }
        if (header != null && !header.tenant().equals(ref.tenant())) {
            keyDiffers("tenant: expected " + ref.tenant() + ", found " + header.tenant());
        } else if (header != null && header.fingerprint() != ref.fingerprint()) {
            keyDiffers("fingerprint: expected " + ref.fingerprintHex() + ", found "
                    + Long.toHexString(header.fingerprint()));
        }
    }

    private void keyDiffers(String problem) {
        add(Flaw.CHUNK_KEY_DIFFERS, 0, "the key against the object: " + problem);
    }

    private void read(ChunkReader reader) throws IOException {
        try (EntryCursor cursor = reader.entries(TimeRange.ALL)) {
            while (cursor.next()) {
                entries++;
                firstNanos = Math.min(firstNanos, cursor.timestampNanos());
                lastNanos = Math.max(lastNanos, cursor.timestampNanos());
            }
            if (reader.formatVersion() >= FIRST_FORMAT_WITH_SIZES) {
                rawBytes = reader.rawBytes() + reader.symbolBytes();
            }
        } catch (CorruptDataException e) {
            add(Flaw.CHUNK_MALFORMED, e.offset(), e.problem());
        }
        if (isWhole() && entries == 0) {
            add(Flaw.CHUNK_WITHOUT_ENTRIES, 0, "the chunk has " + blocks(reader.blocks()) + " and no entry");
        }
    }

    private static String blocks(List<BlockMeta> blocks) {
        return blocks.size() == 1 ? "1 block" : blocks.size() + " blocks";
    }

    private boolean isWhole() {
        return faults.stream()
                .map(Fault::flaw)
                .noneMatch(flaw -> flaw == Flaw.CHUNK_BLOCK || flaw == Flaw.CHUNK_MALFORMED);
    }

    /** Queries go by what the chunk says of its times: what lies outside is passed over. */
    private void checkBounds(ChunkHeader header) {
        // the chunk's times are made of those of its blocks
        if (entries == 0 || faults.stream().anyMatch(fault -> fault.flaw() == Flaw.CHUNK_BLOCK_BOUNDS)) {
            return;
        }
        long from = Math.floorDiv(firstNanos, NANOS_PER_MILLI);
        long through = -Math.floorDiv(-lastNanos, NANOS_PER_MILLI);
        if (from < header.fromMillis() || through > header.throughMillis()) {
            bounds(Flaw.CHUNK_BOUNDS, header, from, through);
        } else if (from > header.fromMillis() || through < header.throughMillis()) {
            bounds(Flaw.CHUNK_BOUNDS_WIDE, header, from, through);
        }
    }

    private void bounds(Flaw flaw, ChunkHeader header, long from, long through) {
        add(
                flaw,
                LENGTH_BYTES,
                "times of the chunk: expected " + from + " to " + through + ", as its entries say, found "
                        + header.fromMillis() + " to " + header.throughMillis());
    }

    /** What the object's two lengths add up to; it ends before that if it was cut off. */
    private long statedSize() throws IOException {
        if (source.size() < LENGTH_BYTES) {
            return LENGTH_BYTES;
        }
        long metadata = int32(0);
        if (metadata + LENGTH_BYTES > source.size()) {
            return metadata + LENGTH_BYTES;
        }
        return metadata + LENGTH_BYTES + int32(metadata);
    }

    private long int32(long at) throws IOException {
        return ByteBuffer.wrap(source.read(at, LENGTH_BYTES)).getInt() & 0xffffffffL;
    }

    /** Whether its end is missing, and it is not only a length that is wrong. */
    private boolean isTruncated(ReadOptions options) throws IOException {
        if (statedSize() <= source.size()) {
            return false;
        }
        if (source.size() < 2 * LENGTH_BYTES) {
            return true;
        }
        long metadata = int32(0);
        if (metadata + LENGTH_BYTES > source.size()) {
            // nobody's labels are that long
            return metadata <= options.limits().metadataBytes();
        }
        byte[] bytes = source.read(0, (int) source.size());
        ByteBuffer.wrap(bytes).putInt((int) metadata, (int) (bytes.length - metadata - LENGTH_BYTES));
        try {
            ChunkReader.open(ByteSource.of(source.name(), bytes), ReadOptions.DEFAULT.withLimits(options.limits()));
            return false;
        } catch (CorruptDataException e) {
            return true;
        }
    }

    /** Of what costs no entry the first place is enough. */
    private void add(Flaw flaw, long offset, String message) {
        if (flaw == Flaw.CHUNK_BLOCK || faults.stream().noneMatch(fault -> fault.flaw() == flaw)) {
            faults.add(new Fault(flaw, offset, message));
        }
    }

    private static Flaw flaw(Defect.Kind kind) {
        return switch (kind) {
            case METADATA_LENGTH -> Flaw.CHUNK_METADATA_LENGTH;
            case METRIC_NAME -> Flaw.CHUNK_METRIC_NAME;
            case INVALID_UTF8 -> Flaw.CHUNK_INVALID_UTF8;
            case FINGERPRINT -> Flaw.CHUNK_FINGERPRINT_ODD;
            case BLOCK_OFFSET -> Flaw.CHUNK_BLOCK_OFFSET;
            case BROKEN_BLOCK -> Flaw.CHUNK_BLOCK;
            case ENTRY_COUNT, RAW_SIZE -> Flaw.CHUNK_BLOCK_TOTALS;
            case ENTRY_OUTSIDE_BOUNDS -> Flaw.CHUNK_BLOCK_BOUNDS;
            case ENTRY_ORDER -> Flaw.CHUNK_ENTRY_ORDER;
            case METADATA_SECTION_LENGTH -> Flaw.CHUNK_METADATA_SECTION;
            case UNKNOWN_SYMBOL -> Flaw.CHUNK_UNKNOWN_SYMBOL;
            case SYMBOL_COUNT -> Flaw.CHUNK_SYMBOL_COUNT;
            case LZ4_END_MARK -> Flaw.CHUNK_LZ4_END_MARK;
        };
    }
}
