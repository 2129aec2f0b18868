package dev.lokistore.compactor.dump;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes lines of JSON, members in the order in which they are given. Not thread-safe. */
final class DumpJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final OutputStream out;
    private final JsonGenerator json;

    /** @param out is not closed */
    DumpJson(OutputStream out) throws IOException {
        this.out = out;
        this.json = FACTORY.createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .setRootValueSeparator(null);
    }

    void start() throws IOException {
        json.writeStartObject();
    }

    /** Ends an object; the outermost one ends the line. */
    void end() throws IOException {
        json.writeEndObject();
        if (json.getOutputContext().inRoot()) {
            json.flush();
            out.write('\n');
        }
    }

    void startObject(String name) throws IOException {
        json.writeObjectFieldStart(name);
    }

    void startArray(String name) throws IOException {
        json.writeArrayFieldStart(name);
    }

    void endArray() throws IOException {
        json.writeEndArray();
    }

    void text(String name, @Nullable String value) throws IOException {
        json.writeStringField(name, value == null ? null : wellFormed(value));
    }

    /** What UTF-8 cannot hold is shown as a replacement character; it is in the object as it was. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                byte[] replaced = text.getBytes(StandardCharsets.UTF_8);
                return new String(replaced, StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    void number(String name, long value) throws IOException {
        json.writeNumberField(name, value);
    }

    void number(String name, @Nullable Long value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }

    void flag(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
    }

    /** RFC 3339 with three digits; null if there is none. */
    void millis(String name, @Nullable Long value) throws IOException {
        text(name, value == null ? null : padded(Instant.ofEpochMilli(value), 3));
    }

    /** RFC 3339 with nine digits; null if there is none. */
    void nanos(String name, @Nullable Long value) throws IOException {
        text(
                name,
                value == null
                        ? null
                        : padded(
                                Instant.ofEpochSecond(
                                        Math.floorDiv(value, NANOS_PER_SECOND), Math.floorMod(value, NANOS_PER_SECOND)),
                                9));
    }

    private static String padded(Instant time, int digits) {
        String text = time.toString();
        String seconds = text.substring(0, text.indexOf('.') < 0 ? text.length() - 1 : text.indexOf('.'));
        String fraction = String.format(java.util.Locale.ROOT, "%09d", time.getNano());
        return seconds + "." + fraction.substring(0, digits) + "Z";
    }

    void texts(String name, List<String> values) throws IOException {
        startArray(name);
        for (String value : values) {
            json.writeString(wellFormed(value));
        }
        endArray();
    }

    void texts(String name, Map<String, String> values) throws IOException {
        startObject(name);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text(wellFormed(value.getKey()), value.getValue());
        }
        end();
    }

    /** As {@code name} if the bytes are UTF-8, else as {@code nameBase64}. */
    void bytes(String name, byte[] value) throws IOException {
        try {
            text(name, utf8.decode(ByteBuffer.wrap(value)).toString());
        } catch (CharacterCodingException e) {
            json.writeFieldName(name + "Base64");
            json.writeBinary(value);
        }
    }

    void file(DumpedFile file) throws IOException {
        start();
        text("path", file.path());
        number("sizeBytes", file.sizeBytes());
        text("sha256", file.sha256());
        end();
    }

    void finding(DumpFinding finding) throws IOException {
        start();
        text("id", finding.id());
        number("offset", finding.offset());
        text("message", finding.message());
        end();
    }
}
