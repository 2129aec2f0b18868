package dev.lokistore.compactor.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.github.luben.zstd.ZstdInputStream;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Entries of files as {@code cat -o jsonl} and {@code export --format jsonl} write them, plain, gzip or zstd, in the order
 * of the files and their lines.
 */
public final class JsonLinesSource implements ReplaySource {
    private static final int BUFFER_BYTES = 1 << 16;
    /** More than any Loki takes for one line. */
    private static final int MAX_STRING = 256 << 20;

    private static final int MAGIC_BYTES = 4;

    private final List<Path> files;
    private final Optional<TenantId> tenant;
    private final Predicate<ReplayEntry> wanted;
    private final ObjectMapper json = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /**
     * @param tenant of entries that name none
     * @param wanted which entries count at all
     */
    public JsonLinesSource(List<Path> files, Optional<TenantId> tenant, Predicate<ReplayEntry> wanted) {
        this.files = List.copyOf(files);
        this.tenant = tenant;
        this.wanted = wanted;
    }

    @Override
    public ReplayEntries open(Position position) throws IOException {
        Lines lines = new Lines(files.iterator());
        try {
            for (long skipped = 0; skipped < position.entries() - position.equalTimes(); skipped++) {
                if (lines.next() == null) {
                    break;
                }
            }
        } catch (IOException e) {
            lines.close();
            throw e;
        }
        return lines;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream stored = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        stored.mark(MAGIC_BYTES);
        byte[] magic = stored.readNBytes(MAGIC_BYTES);
        stored.reset();
        if (magic.length >= 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B) {
            return new GZIPInputStream(stored, BUFFER_BYTES);
        }
        if (magic.length == MAGIC_BYTES && magic[0] == 0x28 && magic[1] == (byte) 0xB5 && magic[2] == 0x2F) {
            return new ZstdInputStream(stored);
        }
        return stored;
    }

    private final class Lines implements ReplayEntries {
        private final Iterator<Path> rest;
        private @Nullable JsonParser parser;
        private Path file = Path.of("");
        private Labels last = Labels.EMPTY;

        Lines(Iterator<Path> rest) {
            this.rest = rest;
        }

        @Override
        public @Nullable ReplayEntry next() throws IOException {
            while (true) {
                JsonParser open = parser;
                if (open == null) {
                    if (!rest.hasNext()) {
                        return null;
                    }
                    file = rest.next();
                    open = json.createParser(JsonLinesSource.open(file));
                    parser = open;
                }
                ReplayEntry entry = read(open);
                if (entry == null) {
                    close();
                } else if (wanted.test(entry)) {
                    return entry;
                }
            }
        }

        private @Nullable ReplayEntry read(JsonParser open) throws IOException {
            try {
                if (open.nextToken() == null) {
                    return null;
                }
                long line = open.currentTokenLocation().getLineNr();
                return entry(open.readValueAsTree(), line);
            } catch (JsonProcessingException e) {
                long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
                throw bad(line, e.getOriginalMessage());
            } catch (CorruptDataException e) {
                throw e;
            } catch (IOException e) {
                // the end of a compressed file that was cut off, or a file that cannot be read
                throw new IOException(file + ": " + e.getMessage(), e);
            }
        }

        private CorruptDataException bad(long line, String what) {
            return new CorruptDataException(file + " line " + line, 0, "no entry as 'cat -o jsonl' writes it: " + what);
        }

        private ReplayEntry entry(JsonNode node, long line) throws CorruptDataException {
            if (!node.isObject()) {
                throw bad(line, "expected an object");
            }
            JsonNode time = node.path("ts");
            if (!time.isIntegralNumber() || !time.canConvertToLong()) {
                throw bad(line, "expected nanoseconds as 'ts'");
            }
            Labels labels = Labels.of(strings(node.path("labels"), "labels", line));
            if (labels.equals(last)) {
                labels = last; // so that those of a stream are kept once
            }
            last = labels;
            Map<String, String> metadata =
                    node.has("metadata") ? strings(node.path("metadata"), "metadata", line) : Map.of();
            return new ReplayEntry(
                    tenant(node, line), labels, time.longValue(), content(node, line), StructuredMetadata.of(metadata));
        }

        private TenantId tenant(JsonNode node, long line) throws CorruptDataException {
            JsonNode name = node.path("tenant");
            if (name.isMissingNode() || name.isNull()) {
                return tenant.orElseThrow(() -> bad(line, "no 'tenant'; -t names that of lines without one"));
            }
            try {
                return TenantId.of(name.asText());
            } catch (IllegalArgumentException e) {
                throw bad(line, String.valueOf(e.getMessage()));
            }
        }

        private byte[] content(JsonNode node, long line) throws CorruptDataException {
            JsonNode text = node.path("line");
            if (text.isTextual()) {
                return text.textValue().getBytes(StandardCharsets.UTF_8);
            }
            JsonNode encoded = node.path("lineBase64");
            try {
                if (encoded.isTextual()) {
                    return Base64.getDecoder().decode(encoded.textValue());
                }
            } catch (IllegalArgumentException e) {
                throw bad(line, "'lineBase64' is no Base64");
            }
            throw bad(line, "neither 'line' nor 'lineBase64'");
        }

        private Map<String, String> strings(JsonNode node, String what, long line) throws CorruptDataException {
            if (!node.isObject()) {
                throw bad(line, "expected an object as '" + what + "'");
            }
            Map<String, String> all = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (field.getValue().getNodeType() != JsonNodeType.STRING) {
                    throw bad(line, "'" + what + "." + field.getKey() + "' is no text");
                }
                all.put(field.getKey(), field.getValue().textValue());
            }
            return all;
        }

        @Override
        public void close() throws IOException {
            JsonParser open = parser;
            parser = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
