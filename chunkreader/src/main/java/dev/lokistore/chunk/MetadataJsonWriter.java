package dev.lokistore.chunk;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The envelope's metadata as JSON, byte for byte as Loki writes it ({@code formats/chunks-and-layout.md#13}). */
final class MetadataJsonWriter {
    private static final long MILLIS_PER_SECOND = 1000;

    private final StringBuilder text = new StringBuilder();

    private MetadataJsonWriter() {}

    /** With the newline at its end. */
    static byte[] write(ChunkHeader header) {
        return new MetadataJsonWriter().append(header).getBytes(StandardCharsets.UTF_8);
    }

    private String append(ChunkHeader header) {
        text.append("{\"fingerprint\":").append(Long.toUnsignedString(header.fingerprint()));
        text.append(",\"userID\":");
        string(header.tenant().value());
        text.append(",\"from\":");
        seconds(header.fromMillis());
        text.append(",\"through\":");
        seconds(header.throughMillis());
        text.append(",\"metric\":{");
        Map<String, String> sorted = new TreeMap<>(Labels::compareUtf8);
        sorted.putAll(new LinkedHashMap<>(header.labels().asMap()));
        sorted.put("__name__", "logs");
        String separator = "";
        for (Map.Entry<String, String> label : sorted.entrySet()) {
            text.append(separator);
            string(label.getKey());
            text.append(':');
            string(label.getValue());
            separator = ",";
        }
        return text.append("},\"encoding\":")
                .append(header.encoding())
                .append("}\n")
                .toString();
    }

    private void seconds(long millis) {
        long seconds = millis / MILLIS_PER_SECOND;
        long rest = Math.abs(millis % MILLIS_PER_SECOND);
        text.append(millis < 0 && seconds == 0 ? "-" : "").append(seconds);
        if (rest != 0) {
            text.append('.')
                    .append(rest < 100 ? "0" : "")
                    .append(rest < 10 ? "0" : "")
                    .append(rest);
        }
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 0x20) {
                        text.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
