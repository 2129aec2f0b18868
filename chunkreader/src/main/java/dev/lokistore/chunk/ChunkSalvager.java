package dev.lokistore.chunk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is left of a damaged chunk object. Unlike {@link ChunkReader} it stops at no fault: where the envelope, the
 * payload's header, the block table or its place are wrong it finds blocks by their checksums, which follow each of them
 * ({@code formats/chunks-and-layout.md#23}), and tries the versions and codecs there are. A block counts as sound only if its
 * checksum holds and all of it decodes; everything else is marked.
 */
public final class ChunkSalvager {
    private static final int MAX_CANDIDATES = 8;
    private static final int NEWEST_VERSION = 4;
    private static final byte[] MAGIC = {0x01, 0x2e, (byte) 0xe5, 0x6a};

    private final ByteSource source;
    private final ReadOptions options;
    private final List<CorruptDataException> faults = new ArrayList<>();

    private ChunkSalvager(ByteSource source, ChunkLimits limits) {
        this.source = source;
        this.options = ReadOptions.DEFAULT.withLimits(limits);
    }

    /**
     * Reads the whole object and looks for its parts.
     *
     * @throws CorruptDataException if it is larger than the limit, or nothing in it looks like a chunk's payload
     */
    public static SalvagedChunk salvage(ByteSource source, ChunkLimits limits) throws IOException {
        return new ChunkSalvager(source, limits).salvage();
    }

    private SalvagedChunk salvage() throws IOException {
        if (source.size() > options.limits().objectBytes()) {
            throw new CorruptDataException(
                    source.name(),
                    options.limits().objectBytes(),
                    "object size",
                    "at most " + options.limits().objectBytes() + " bytes (limit)",
                    source.size());
        }
        byte[] bytes = source.read(0, (int) source.size());
        try (DecodeContext context = new DecodeContext()) {
            ChunkHeader header = header(bytes, context);
            SalvagePlan best = null;
            List<CorruptDataException> bestFaults = List.of();
            for (int payload : payloads(bytes)) {
                for (int version : versions(bytes, payload)) {
                    List<CorruptDataException> found = new ArrayList<>();
                    SalvagePlan plan =
                            new PayloadSearch(source.name(), bytes, payload, version, options, context).find(found);
                    if (best == null || plan.soundBlocks() > best.soundBlocks()) {
                        best = plan;
                        bestFaults = found;
                    }
                    if (found.isEmpty() && plan.soundBlocks() == plan.blocks().size() && plan.soundBlocks() > 0) {
                        // whole: nothing else can be better
                        return done(header, plan, found);
                    }
                }
            }
            if (best == null) {
                throw new CorruptDataException(source.name(), 0, "a chunk", "a payload's magic 012ee56a", "none");
            }
            return done(header, best, bestFaults);
        }
    }

    private SalvagedChunk done(@Nullable ChunkHeader header, SalvagePlan plan, List<CorruptDataException> found) {
        List<CorruptDataException> all = new ArrayList<>(faults);
        all.addAll(found);
        return new SalvagedChunk(header, all, plan, options);
    }

    private @Nullable ChunkHeader header(byte[] bytes, DecodeContext context) throws IOException {
        try {
            return Envelope.read(ByteSource.of(source.name(), bytes), options, context)
                    .header();
        } catch (CorruptDataException e) {
            faults.add(e);
            return metadataOnly(bytes, context);
        }
    }

    /** The metadata may be whole although its length, or what follows, is not. */
    private @Nullable ChunkHeader metadataOnly(byte[] bytes, DecodeContext context) {
        int end = snappyEnd(bytes);
        if (end <= Envelope.LENGTH_BYTES) {
            return null;
        }
        int length = end - Envelope.LENGTH_BYTES;
        EncodedStream stream = new EncodedStream(
                source.name(), Envelope.LENGTH_BYTES, bytes, Envelope.LENGTH_BYTES, length, 4L * length, options);
        try {
            context.decode(Codec.SNAPPY, stream, options.limits().metadataBytes(), context.output());
            return MetadataJson.parse(
                    source.name(),
                    Envelope.LENGTH_BYTES,
                    context.output().bytes(),
                    context.output().size(),
                    options);
        } catch (CorruptDataException e) {
            return null;
        }
    }

    /** Where the snappy stream that begins behind the length ends, by its own frames; 0 if there is none. */
    private static int snappyEnd(byte[] bytes) {
        int at = Envelope.LENGTH_BYTES;
        while (at + SnappyFormat.CHUNK_HEADER_BYTES <= bytes.length) {
            int type = bytes[at] & 0xff;
            boolean first = at == Envelope.LENGTH_BYTES;
            boolean known = first
                    ? type == SnappyFormat.STREAM_IDENTIFIER
                    : type == SnappyFormat.COMPRESSED || type == SnappyFormat.STORED;
            int next = at + SnappyFormat.CHUNK_HEADER_BYTES + LittleEndian.int24(bytes, at + 1);
            if (!known || next > bytes.length || next < at) {
                break;
            }
            // the payload's length, u32be, begins with 00 as a compressed chunk does: it leads to the end of the object
            if (!first && next + Envelope.LENGTH_BYTES <= bytes.length && startsPayload(bytes, next)) {
                return next;
            }
            at = next;
        }
        return at == Envelope.LENGTH_BYTES ? 0 : at;
    }

    private static boolean startsPayload(byte[] bytes, int at) {
        int payload = at + Envelope.LENGTH_BYTES;
        return BigEndian.int32(bytes, at) == bytes.length - payload || isMagic(bytes, payload);
    }

    private static boolean isMagic(byte[] bytes, int at) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (at + i >= bytes.length || bytes[at + i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where the payload may begin, the likelier first. */
    private Set<Integer> payloads(byte[] bytes) {
        Set<Integer> payloads = new LinkedHashSet<>();
        if (bytes.length >= Envelope.LENGTH_BYTES) {
            long length = BigEndian.int32(bytes, 0) & 0xffffffffL;
            for (long end : new long[] {length, length + Envelope.LENGTH_BYTES, snappyEnd(bytes)}) {
                long payload = end + Envelope.LENGTH_BYTES;
                if (end > Envelope.LENGTH_BYTES && payload < bytes.length && isMagic(bytes, (int) payload)) {
                    payloads.add((int) payload);
                }
            }
            int most = Math.min(bytes.length, options.limits().metadataBytes());
            for (int at = 0; at < most && payloads.size() < MAX_CANDIDATES; at++) {
                if (isMagic(bytes, at)) {
                    payloads.add(at);
                }
            }
            // the magic itself may be what is damaged
            for (long end : new long[] {length, snappyEnd(bytes)}) {
                if (end > Envelope.LENGTH_BYTES && end + Envelope.LENGTH_BYTES + MAGIC.length < bytes.length) {
                    payloads.add((int) end + Envelope.LENGTH_BYTES);
                }
            }
        }
        return payloads;
    }

    private static List<Integer> versions(byte[] bytes, int payload) {
        List<Integer> versions = new ArrayList<>();
        int at = payload + MAGIC.length;
        int stated = at < bytes.length ? bytes[at] & 0xff : 0;
        if (stated >= 1 && stated <= NEWEST_VERSION) {
            versions.add(stated);
        }
        for (int version = NEWEST_VERSION; version >= 1; version--) {
            if (version != stated) {
                versions.add(version);
            }
        }
        return versions;
    }
}
