package dev.lokistore.chunk;

import java.io.IOException;
import java.util.Arrays;

/** A chunk of one tenant as one of another: a new envelope around the same payload, byte for byte. */
public final class RenamedChunk {
    private RenamedChunk() {}

    /**
     * Makes the other chunk, and reads it again from scratch.
     *
     * @param source whose object is as its key says; the payload's blocks are not looked at
     * @throws CorruptDataException if the other chunk does not read as the source but for the tenant
     * @throws IOException if it cannot be read
     */
    public static EncodedChunk of(ChunkReader source, TenantId tenant) throws IOException {
        ChunkHeader old = source.header();
        ChunkHeader header = new ChunkHeader(
                tenant, old.fingerprint(), old.fromMillis(), old.throughMillis(), old.labels(), Envelope.ENCODING);
        ByteSink payload = new ByteSink();
        payload.write(source.content().payload());
        byte[] object = Envelope.write(header, payload);
        ByteSource bytes = ByteSource.of("renamed chunk", object);
        ChunkRef ref = new ChunkRef(
                tenant, old.fingerprint(), old.fromMillis(), old.throughMillis(), ChunkReader.checksum(bytes));
        verify(ChunkReader.open(bytes, source.content().options()), header, source);
        return new EncodedChunk(ref, object, source.entryCount(), source.rawBytes());
    }

    private static void verify(ChunkReader written, ChunkHeader header, ChunkReader source) throws IOException {
        boolean same = written.header().equals(header)
                && Arrays.equals(written.content().payload(), source.content().payload());
        if (!same) {
            throw new CorruptDataException(
                    source.content().source().name(), 0, "chunk of another tenant", "the same otherwise", "another");
        }
    }
}
