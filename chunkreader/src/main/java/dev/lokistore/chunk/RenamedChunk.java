package dev.lokistore.chunk;

import java.io.IOException;

/** A chunk of one tenant as one of another: a new envelope around the same payload, byte for byte. */
public final class RenamedChunk {
    private RenamedChunk() {}

    /**
     * @param source whose object is as its key says; the payload's blocks are not looked at
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
        return new EncodedChunk(ref, object, source.entryCount(), source.rawBytes());
    }
}
