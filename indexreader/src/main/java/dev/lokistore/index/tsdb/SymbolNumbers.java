package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.chunk.Labels;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The symbols of a file under construction: every label name and value, numbered by the order of their bytes. */
final class SymbolNumbers {
    private final ByteSink content = new ByteSink();
    private final int[] names;
    private final int[] values;

    SymbolNumbers(List<LabelPairs.Pair> ranked) {
        TreeSet<String> strings = new TreeSet<>(Labels::compareUtf8);
        for (LabelPairs.Pair pair : ranked) {
            strings.add(pair.name());
            strings.add(pair.value());
        }
        Map<String, Integer> numbers = new HashMap<>();
        content.u32be(strings.size());
        for (String string : strings) {
            numbers.put(string, numbers.size());
            writeString(content, string);
        }
        names = ranked.stream().mapToInt(pair -> numbers.get(pair.name())).toArray();
        values = ranked.stream().mapToInt(pair -> numbers.get(pair.value())).toArray();
    }

    /** Length in bytes, then UTF-8. */
    static void writeString(ByteSink to, String string) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        to.uvarint(bytes.length);
        to.write(bytes);
    }

    /** Of the section. */
    ByteSink content() {
        return content;
    }

    int ofName(int pair) {
        return names[pair];
    }

    int ofValue(int pair) {
        return values[pair];
    }
}
