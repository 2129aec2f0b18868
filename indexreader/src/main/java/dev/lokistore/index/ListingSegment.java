package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.PackWriter;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The bytes of a part of a listing. Number of chunks, then for each: form and what follows (bits: same stream, ETag is an
 * MD5), tenant as a word and fingerprint (8 bytes) unless the stream is the same, from less
 * the one before, through less from, checksum (4 bytes), size, modification time in seconds less the one before,
 * nanoseconds, ETag: the 16 bytes of an MD5 or a text.
 */
final class ListingSegment {
    private static final ChunkForm[] FORMS = ChunkForm.values();
    private static final int FORM_BITS = 2;
    private static final int SAME_STREAM = 1 << FORM_BITS;
    private static final int HEX_ETAG = SAME_STREAM << 1;
    private static final int FLAGS = HEX_ETAG << 1;
    private static final int MAX_NANO = 999_999_999;

    private ListingSegment() {}

    static void write(PackedChunks chunks, PackWriter out) {
        out.clear();
        out.uvarint(chunks.size());
        TenantId tenant = null;
        long fingerprint = 0;
        long from = 0;
        long modified = 0;
        for (long place = 0; place < chunks.size(); place++) {
            ChunkRef ref = chunks.ref(place);
            boolean hex = chunks.hexEtag(place);
            boolean same = ref.fingerprint() == fingerprint && ref.tenant().equals(tenant);
            out.u8(chunks.form(place).ordinal() | (same ? SAME_STREAM : 0) | (hex ? HEX_ETAG : 0));
            if (!same) {
                tenant = ref.tenant();
                fingerprint = ref.fingerprint();
                out.word(tenant.value()).u64(fingerprint);
            }
            out.varint(ref.fromMillis() - from);
            out.varint(ref.throughMillis() - ref.fromMillis());
            out.u32(ref.checksum()).uvarint(chunks.sizeBytes(place));
            Instant time = chunks.modified(place);
            out.varint(time.getEpochSecond() - modified).uvarint(time.getNano());
            if (hex) {
                out.raw(chunks.etag(place));
            } else {
                out.bytes(chunks.etag(place));
            }
            from = ref.fromMillis();
            modified = time.getEpochSecond();
        }
    }

    /** @return as they were written, so in order unless somebody made the bytes who is not us */
    static PackedChunks read(PackReader in, char delimiter) throws CorruptDataException {
        int count = in.count("chunks in a segment");
        PackedChunks chunks = new PackedChunks(delimiter);
        TenantId tenant = null;
        long fingerprint = 0;
        long from = 0;
        long modified = 0;
        for (int i = 0; i < count; i++) {
            int flags = in.choice(FLAGS, "form of a chunk's key");
            if ((flags & SAME_STREAM) == 0) {
                tenant = tenant(in.word("tenant"), in);
                fingerprint = in.u64("fingerprint");
            }
            if (tenant == null) {
                throw in.corrupt("stream of the first chunk", "a tenant", "none");
            }
            from += in.varint("from");
            long through = from + in.varint("through");
            ChunkRef ref = new ChunkRef(tenant, fingerprint, from, through, in.u32("checksum"));
            long sizeBytes = in.uvarint("size");
            modified += in.varint("modification time");
            int nanos = in.uvarintUpTo(MAX_NANO, "nanoseconds");
            boolean hex = (flags & HEX_ETAG) != 0;
            byte[] etag = hex ? in.raw(PackedChunks.MD5_BYTES, "ETag") : in.bytes("ETag");
            if (sizeBytes < 0) {
                throw in.corrupt("size", "63 bits", Long.toUnsignedString(sizeBytes));
            }
            ChunkForm form = FORMS[flags & (SAME_STREAM - 1)];
            chunks.add(ref, form, sizeBytes, instant(in, modified, nanos), etag, hex);
        }
        in.end();
        return chunks.sorted();
    }

    static TenantId tenant(String name, PackReader in) throws CorruptDataException {
        try {
            return TenantId.of(name);
        } catch (IllegalArgumentException e) {
            throw in.corrupt("tenant", "a tenant's name", e.getMessage());
        }
    }

    private static Instant instant(PackReader in, long second, int nanos) throws CorruptDataException {
        try {
            return Instant.ofEpochSecond(second, nanos);
        } catch (DateTimeException e) {
            throw in.corrupt("modification time", "a time", second);
        }
    }
}
