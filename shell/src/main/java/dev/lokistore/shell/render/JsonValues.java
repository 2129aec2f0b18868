package dev.lokistore.shell.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of fields written to a Jackson generator, whether it makes JSON or YAML. */
final class JsonValues {
    private static final char REPLACEMENT = '\ufffd';

    private JsonValues() {}

    /** JSON into a stream that stays open; what a terminal would obey is escaped if a person looks at it. */
    static JsonGenerator generator(OutputStream out, boolean terminal) throws IOException {
        JsonGenerator generator = new JsonFactory()
                .createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        return terminal ? generator.setCharacterEscapes(new TerminalEscapes("")) : generator;
    }

    /** JSON that may stand inside a script element of HTML: nothing in it ends the element or opens a comment. */
    static JsonGenerator generatorForHtml(Writer out) throws IOException {
        return new JsonFactory().createGenerator(out).setCharacterEscapes(new TerminalEscapes("<>&'"));
    }

    static String toText(Object value) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            write(generator, value);
        }
        return text.toString();
    }

    /** @param value null, text, number, boolean, or a map or list of these */
    static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof Long || value instanceof Integer) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number) {
            generator.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(wellFormed(entry.getKey().toString()));
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object element : list) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else {
            generator.writeString(wellFormed(value.toString()));
        }
    }

    /** A lone surrogate, which JSON in a damaged chunk can hold and UTF-8 cannot, becomes U+FFFD. */
    private static String wellFormed(String text) {
        StringBuilder mended = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                mended = mended == null ? new StringBuilder(text) : mended;
                mended.setCharAt(i, REPLACEMENT);
            }
        }
        return mended == null ? text : mended.toString();
    }

    /** Adds DEL, C1 controls, direction overrides and line separators to what JSON escapes anyway. */
    private static final class TerminalEscapes extends CharacterEscapes {
        @Serial
        private static final long serialVersionUID = 1L;

        private final String more;

        /** @param more ASCII characters to escape as well */
        TerminalEscapes(String more) {
            this.more = more;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[0x7f] = ESCAPE_STANDARD;
            more.chars().forEach(c -> codes[c] = ESCAPE_STANDARD);
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int ch) {
            boolean unsafe =
                    ch <= Character.MAX_VALUE && !Character.isSurrogate((char) ch) && SafeText.unsafe((char) ch);
            return unsafe ? new SerializedString(String.format("\\u%04x", ch)) : null;
        }
    }
}
