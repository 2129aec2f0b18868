package dev.lokistore.compactor.compare;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.gateway.GatewayEntry;
import dev.lokistore.index.query.EntryStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An entry in the form in which both sides can be compared: bytes of a line that are no UTF-8 do not count in detail, nor
 * does the order of structured metadata.
 *
 * @param metadata sorted by name; empty if they are among the labels
 */
public record ComparedEntry(Labels labels, long timestampNanos, String line, Map<String, String> metadata) {
    /** Go and Java put different numbers of replacement characters for the same bytes. */
    private static final Pattern REPLACED = Pattern.compile("\uFFFD+");

    static ComparedEntry of(GatewayEntry entry) {
        return new ComparedEntry(
                entry.labels(),
                entry.timestampNanos(),
                comparable(entry.line()),
                new TreeMap<>(entry.metadata().asMap()));
    }

    /** @param apart whether the other side has structured metadata apart from labels */
    static ComparedEntry of(EntryStream entry, boolean apart) {
        String line = new String(entry.buffer(), entry.lineOffset(), entry.lineLength(), StandardCharsets.UTF_8);
        StructuredMetadata metadata = entry.metadata();
        if (apart || metadata.isEmpty()) {
            return new ComparedEntry(
                    entry.labels(), entry.timestampNanos(), comparable(line), new TreeMap<>(metadata.asMap()));
        }
        Map<String, String> labels = new TreeMap<>(metadata.asMap());
        labels.putAll(entry.labels().asMap());
        return new ComparedEntry(Labels.of(labels), entry.timestampNanos(), comparable(line), Map.of());
    }

    private static String comparable(String line) {
        return line.indexOf('\uFFFD') < 0 ? line : REPLACED.matcher(line).replaceAll("\uFFFD");
    }

    /** 64 bits that depend on everything but the labels. */
    long hash() {
        MessageDigest sha256 = Digests.sha256();
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(timestampNanos).array());
        Digests.addPart(sha256, line);
        metadata.forEach((name, value) -> {
            Digests.addPart(sha256, name);
            Digests.addPart(sha256, value);
        });
        return ByteBuffer.wrap(sha256.digest()).getLong();
    }
}
