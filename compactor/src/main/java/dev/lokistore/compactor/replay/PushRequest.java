package dev.lokistore.compactor.replay;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.xerial.snappy.Snappy;

/**
 * Encodes Loki's message {@code PushRequest}: streams, each with its labels as a selector and its entries. Lines are
 * written as they are, also where they are no UTF-8.
 */
final class PushRequest {
    private static final int STREAMS = 1;
    private static final int STREAM_LABELS = 1;
    private static final int STREAM_ENTRIES = 2;
    private static final int ENTRY_TIME = 1;
    private static final int ENTRY_LINE = 2;
    private static final int ENTRY_METADATA = 3;
    private static final int TIME_SECONDS = 1;
    private static final int TIME_NANOS = 2;
    private static final int PAIR_NAME = 1;
    private static final int PAIR_VALUE = 2;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int STREAM_BYTES = 512;
    private static final int ENTRY_BYTES = 32;

    private PushRequest() {}

    /** The message, compressed as one snappy block. */
    static byte[] encode(Map<Labels, List<ReplayEntry>> streams) throws IOException {
        ByteString.Output message = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(message);
        for (Map.Entry<Labels, List<ReplayEntry>> stream : streams.entrySet()) {
            out.writeBytes(STREAMS, stream(stream.getKey(), stream.getValue()));
        }
        out.flush();
        return Snappy.compress(message.toByteString().toByteArray());
    }

    private static ByteString stream(Labels labels, List<ReplayEntry> entries) throws IOException {
        ByteString.Output message = ByteString.newOutput(STREAM_BYTES);
        CodedOutputStream out = CodedOutputStream.newInstance(message);
        out.writeString(STREAM_LABELS, labels.toString());
        for (ReplayEntry entry : entries) {
            out.writeBytes(STREAM_ENTRIES, entry(entry));
        }
        out.flush();
        return message.toByteString();
    }

    private static ByteString entry(ReplayEntry entry) throws IOException {
        ByteString.Output message = ByteString.newOutput(entry.line().length + ENTRY_BYTES);
        CodedOutputStream out = CodedOutputStream.newInstance(message);
        out.writeBytes(ENTRY_TIME, time(entry.timestampNanos()));
        out.writeByteArray(ENTRY_LINE, entry.line());
        StructuredMetadata metadata = entry.metadata();
        for (int i = 0; i < metadata.size(); i++) {
            out.writeBytes(ENTRY_METADATA, pair(metadata.name(i), metadata.value(i)));
        }
        out.flush();
        return message.toByteString();
    }

    private static ByteString time(long nanos) throws IOException {
        ByteString.Output message = ByteString.newOutput(ENTRY_BYTES);
        CodedOutputStream out = CodedOutputStream.newInstance(message);
        out.writeInt64(TIME_SECONDS, Math.floorDiv(nanos, NANOS_PER_SECOND));
        out.writeInt32(TIME_NANOS, (int) Math.floorMod(nanos, NANOS_PER_SECOND));
        out.flush();
        return message.toByteString();
    }

    private static ByteString pair(String name, String value) throws IOException {
        ByteString.Output message = ByteString.newOutput(name.length() + value.length() + ENTRY_BYTES);
        CodedOutputStream out = CodedOutputStream.newInstance(message);
        out.writeBytes(PAIR_NAME, ByteString.copyFrom(name, StandardCharsets.UTF_8));
        out.writeBytes(PAIR_VALUE, ByteString.copyFrom(value, StandardCharsets.UTF_8));
        out.flush();
        return message.toByteString();
    }
}
