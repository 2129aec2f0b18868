package dev.lokistore.index.boltdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.lokistore.chunk.ByteSink;
import dev.lokistore.index.bolt.BoltCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks up row {@code 9}: the names of a series' labels, without tenant or day (v11 and later). */
final class LabelNames {
    private static final ObjectReader NAMES = new ObjectMapper().readerFor(String[].class);

    /** As Go, which refuses what follows the array. */
    private static final ObjectReader STRICT = NAMES.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final ObjectWriter WRITER = new ObjectMapper().writer();

    private final BoltCursor cursor;

    LabelNames(BoltCursor cursor) {
        this.cursor = cursor;
    }

    /** The names, empty if the bucket has no such row. */
    Optional<Set<String>> of(String seriesId) throws IOException {
        byte[] wanted = (seriesId + "\0\0\0\0" + "9\0").getBytes(StandardCharsets.UTF_8);
        boolean found = cursor.seek(wanted) && cursor.keyLength() == wanted.length && cursor.keyStartsWith(wanted);
        return found ? Optional.of(parse(cursor)) : Optional.empty();
    }

    /** The value of such a row; empty if Loki could not read it. */
    static Optional<Set<String>> tryParse(byte[] value) throws IOException {
        try {
            String[] names = STRICT.readValue(value);
            return names == null || Arrays.asList(names).contains(null)
                    ? Optional.empty()
                    : Optional.of(new TreeSet<>(Arrays.asList(names)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Writes the value of such a row. */
    static void write(Collection<String> names, ByteSink to) throws IOException {
        to.write(WRITER.writeValueAsBytes(names));
    }

    private static Set<String> parse(BoltCursor cursor) throws IOException {
        RowKey key = new RowKey();
        key.parse(cursor);
        try {
            String[] names = NAMES.readValue(cursor.buffer(), cursor.valueOffset(), cursor.valueLength());
            if (names != null && !Arrays.asList(names).contains(null)) {
                return Set.copyOf(Arrays.asList(names).stream().distinct().toList());
            }
        } catch (JsonProcessingException e) {
            throw key.bad("value of a row of label names", "a JSON array of strings", e.getOriginalMessage());
        }
        throw key.bad("value of a row of label names", "a JSON array of strings", "null");
    }
}
