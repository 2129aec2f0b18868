package dev.lokistore.chunk;

import java.io.IOException;

/**
 * The outer layout of a chunk object ({@code formats/chunks-and-layout.md#11-byte-layout}):
 *
 * <pre>
 * u32be M, snappy framed JSON up to M, u32be D, payload of D bytes, end of the object
 * </pre>
 *
 * @param payloadOffset from the start of the object
 * @param payloadBytes up to the end of the object
 */
record Envelope(ChunkHeader header, int payloadOffset, int payloadBytes) {
    /** The envelope's encoding number since Loki 1.3. */
    static final int ENCODING = 129;

    /** Up to Loki 1.2. */
    static final int OLD_ENCODING = 128;

    static final int LENGTH_BYTES = 4;

    private static final int MIN_METADATA_BYTES = LENGTH_BYTES + 10;

    /** JSON compresses a good deal better than a stream that tries hard not to, and no more than snappy can. */
    private static final int HINT_RATIO = 4;

    static Envelope read(ByteSource source, ReadOptions options, DecodeContext context) throws IOException {
        String name = source.name();
        int size = checkedSize(source, options.limits());
        int length = int32(source, 0);
        if (length <= MIN_METADATA_BYTES || length > size - LENGTH_BYTES) {
            throw new CorruptDataException(
                    name,
                    0,
                    "metadata length",
                    (MIN_METADATA_BYTES + 1) + " to " + (size - LENGTH_BYTES),
                    Integer.toUnsignedString(length));
        }
        int end = metadataEnd(source, size, length, options);
        int metadataBytes = end - LENGTH_BYTES;
        if (metadataBytes > options.limits().metadataBytes()) {
            throw new CorruptDataException(
                    name,
                    0,
                    "metadata length",
                    "at most " + options.limits().metadataBytes() + " (limit)",
                    metadataBytes);
        }
        byte[] compressed = source.read(LENGTH_BYTES, metadataBytes);
        EncodedStream stream = new EncodedStream(
                name, LENGTH_BYTES, compressed, 0, metadataBytes, (long) metadataBytes * HINT_RATIO, options);
        OutputBuffer json = context.output();
        context.decode(Codec.SNAPPY, stream, options.limits().metadataBytes(), json);
        ChunkHeader header = MetadataJson.parse(name, LENGTH_BYTES, json.bytes(), json.size(), options);
        int payload = end + LENGTH_BYTES;
        return new Envelope(header, payload, size - payload);
    }

    /**
     * A whole object, as Loki writes it.
     *
     * @param payload its parts
     */
    static byte[] write(ChunkHeader header, ByteSink... payload) {
        byte[] json = MetadataJsonWriter.write(header);
        ByteSink metadata = new ByteSink();
        SnappyEncoder.encode(json, 0, json.length, metadata);
        int payloadBytes = 0;
        for (ByteSink part : payload) {
            payloadBytes = Math.addExact(payloadBytes, part.size());
        }
        int length = LENGTH_BYTES + metadata.size();
        byte[] object = new byte[Math.addExact(length + LENGTH_BYTES, payloadBytes)];
        BigEndian.putInt32(object, 0, length);
        System.arraycopy(metadata.array(), 0, object, LENGTH_BYTES, metadata.size());
        BigEndian.putInt32(object, length, payloadBytes);
        int at = length + LENGTH_BYTES;
        for (ByteSink part : payload) {
            System.arraycopy(part.array(), 0, object, at, part.size());
            at += part.size();
        }
        return object;
    }

    private static int checkedSize(ByteSource source, ChunkLimits limits) throws CorruptDataException {
        if (source.size() > limits.objectBytes()) {
            throw new CorruptDataException(
                    source.name(),
                    limits.objectBytes(),
                    "object size",
                    "at most " + limits.objectBytes() + " bytes (limit)",
                    source.size());
        }
        if (source.size() < MIN_METADATA_BYTES + LENGTH_BYTES) {
            throw new CorruptDataException(
                    source.name(),
                    0,
                    "object size",
                    "at least " + (MIN_METADATA_BYTES + LENGTH_BYTES) + " bytes",
                    source.size());
        }
        return (int) source.size();
    }

    /** Where the metadata ends: the payload's length, which follows, must lead to the end of the object. */
    private static int metadataEnd(ByteSource source, int size, int length, ReadOptions options) throws IOException {
        int dataLength = int32(source, length);
        int expected = size - length - LENGTH_BYTES;
        if (dataLength == expected) {
            return length;
        }
        int longer = length + LENGTH_BYTES;
        if (longer <= size - LENGTH_BYTES && int32(source, longer) == expected - LENGTH_BYTES) {
            String message = "metadata length: expected " + longer + ", found " + length
                    + ", which leaves out its own four bytes";
            options.handle(new Defect(Defect.Kind.METADATA_LENGTH, source.name(), 0, message));
            return longer;
        }
        throw new CorruptDataException(
                source.name(), length, "payload length", expected, Integer.toUnsignedString(dataLength));
    }

    private static int int32(ByteSource source, long position) throws IOException {
        return BigEndian.int32(source.read(position, LENGTH_BYTES), 0);
    }
}
