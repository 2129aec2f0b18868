package dev.lokistore.shell.render;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.lokistore.shell.terminal.Output;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON lines field by field, for records whose values are bytes. Closing it leaves the stream behind it open. */
public final class JsonLines implements Closeable {
    private final JsonGenerator generator;

    public JsonLines(Output output) throws IOException {
        this.generator =
                JsonValues.generator(output.bytes(), output.terminal()).setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    public void start() throws IOException {
        generator.writeStartObject();
    }

    public void end() throws IOException {
        generator.writeEndObject();
        generator.writeRaw('\n');
    }

    public void text(String name, String value) throws IOException {
        generator.writeFieldName(name);
        JsonValues.write(generator, value);
    }

    public void number(String name, long value) throws IOException {
        generator.writeNumberField(name, value);
    }

    /** @param bytes hold valid UTF-8 in the range */
    public void utf8(String name, byte[] bytes, int offset, int length) throws IOException {
        generator.writeFieldName(name);
        generator.writeUTF8String(bytes, offset, length);
    }

    public void base64(String name, byte[] bytes, int offset, int length) throws IOException {
        generator.writeFieldName(name);
        generator.writeBinary(bytes, offset, length);
    }

    /** @param json as {@link #encode} made it */
    public void encoded(String name, String json) throws IOException {
        generator.writeFieldName(name);
        generator.writeRawValue(json);
    }

    /** A map as JSON, to be written many times. */
    public static String encode(Map<String, String> map, boolean terminal) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = JsonValues.generator(bytes, terminal)) {
            JsonValues.write(generator, map);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        generator.close();
    }
}
