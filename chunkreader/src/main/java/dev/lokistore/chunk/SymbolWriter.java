package dev.lokistore.chunk;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the strings of structured metadata in order of first use. */
final class SymbolWriter {
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private long stringBytes;

    /** The number of a string; a new one gets the next. */
    int id(String string) {
        Integer known = ids.get(string);
        if (known != null) {
            return known;
        }
        int id = ids.size();
        ids.put(string, id);
        stringBytes += string.getBytes(StandardCharsets.UTF_8).length;
        return id;
    }

    /** Sum of the strings' lengths. */
    long stringBytes() {
        return stringBytes;
    }

    /** Appends the section, without its CRC. */
    void write(BlockEncoder encoder, ByteSink out) {
        ByteSink strings = new ByteSink();
        for (String string : ids.keySet()) {
            byte[] utf8 = string.getBytes(StandardCharsets.UTF_8);
            strings.uvarint(utf8.length);
            strings.write(utf8);
        }
        out.uvarint(ids.size());
        encoder.encode(strings.array(), 0, strings.size(), out);
    }
}
