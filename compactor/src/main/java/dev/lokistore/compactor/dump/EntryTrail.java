package dev.lokistore.compactor.dump;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkLimits;
import dev.lokistore.chunk.ChunkSalvager;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Salvaged;
import dev.lokistore.chunk.SalvagedChunk;
import dev.lokistore.chunk.StructuredMetadata;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows every entry of one dumped chunk back to its bytes in the object. */
final class EntryTrail {
    private final DumpSource source;
    private final String folder;
    private final JsonMapper json;
    private final DumpFaults faults;
    private long followed;

    /** @param folder of the object, inside the dump */
    EntryTrail(DumpSource source, String folder, JsonMapper json, DumpFaults faults) {
        this.source = source;
        this.folder = folder;
        this.json = json;
        this.faults = faults;
    }

    /** @return entries whose bytes were found */
    long follow() throws IOException {
        try (InputStream in = source.open(folder + "/" + DumpNames.OBJECT);
                Lines sound = new Lines(DumpNames.ENTRIES);
                Lines doubtful = new Lines(DumpNames.DOUBTFUL)) {
            SalvagedChunk chunk = ChunkSalvager.salvage(ByteSource.of(folder, in.readAllBytes()), ChunkLimits.DEFAULT);
            for (int place = 0; place < chunk.blocks().size(); place++) {
                byte[] raw = chunk.rawBlock(place);
                chunk.forEach(place, part -> {
                    if (part instanceof Salvaged.Entry entry) {
                        compare(entry.sound() ? sound : doubtful, entry, raw);
                    }
                });
            }
            sound.requireEnd();
            doubtful.requireEnd();
        } catch (NoSuchFileException e) {
            // said already
        } catch (CorruptDataException e) {
            faults.add("provenance", folder, "the object is no chunk: " + e.problem());
        } catch (JsonProcessingException e) {
            faults.add("provenance", folder, "a line of entries that is no JSON");
        }
        return followed;
    }

    private void compare(Lines lines, Salvaged.Entry entry, byte[] raw) throws IOException {
        JsonNode line = lines.next();
        if (line == null) {
            return;
        }
        byte[] stored = Arrays.copyOfRange(raw, entry.lineOffset(), entry.lineOffset() + entry.line().length);
        boolean same = line.path("block").asInt(-1) == entry.block()
                && line.path("offset").asInt(-1) == entry.rawOffset()
                && line.path("length").asInt(-1) == entry.rawLength()
                && line.path("lineOffset").asInt(-1) == entry.lineOffset()
                && line.path("ts").asLong() == entry.timestampNanos()
                && Arrays.equals(stored, bytes(line))
                && same(line, entry.metadata());
        if (same) {
            followed++;
        } else {
            lines.fault("is not what the object holds in block " + entry.block() + " at byte " + entry.rawOffset());
        }
    }

    private static byte[] bytes(JsonNode line) throws IOException {
        JsonNode base64 = line.path("lineBase64");
        return base64.isTextual()
                ? base64.binaryValue()
                : line.path("line").asText().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean same(JsonNode line, @Nullable StructuredMetadata metadata) {
        if (metadata == null) {
            return line.path("metadataLost").asBoolean();
        }
        JsonNode pairs = line.path("metadataPairs");
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < metadata.size() && !pairs.isMissingNode(); i++) {
            expected.add(metadata.name(i));
            expected.add(metadata.value(i));
        }
        pairs.forEach(text -> found.add(text.asText()));
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> value : line.path("metadata").properties()) {
            values.put(value.getKey(), value.getValue().asText());
        }
        return values.equals(metadata.asMap()) && found.equals(expected);
    }

    /** A file of entries; as if empty if there is none. */
    private final class Lines implements AutoCloseable {
        private final String path;
        private final @Nullable BufferedReader reader;
        private long number;

        Lines(String name) throws IOException {
            path = folder + "/" + name;
            reader = open(path);
        }

        private @Nullable BufferedReader open(String file) throws IOException {
            try {
                return new BufferedReader(new InputStreamReader(source.open(file), StandardCharsets.UTF_8));
            } catch (NoSuchFileException e) {
                return null;
            }
        }

        /** Null if there is none, which is a fault. */
        @Nullable
        JsonNode next() throws IOException {
            number++;
            String line = reader == null ? null : reader.readLine();
            if (line == null) {
                fault("is missing: the object holds more entries");
                return null;
            }
            return json.readTree(line);
        }

        void requireEnd() throws IOException {
            if (reader != null && reader.readLine() != null) {
                number++;
                fault("is not in the object");
            }
        }

        void fault(String what) {
            faults.add("provenance", path, "line " + number + " " + what);
        }

        @Override
        public void close() throws IOException {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
