package dev.lokistore.shell.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** JSON for a {@code <script type="application/json">} element; harmless on a terminal, too. */
public final class HtmlJson {
    private HtmlJson() {}

    /**
     * The value without {@code <}, {@code >}, {@code &}, quotes of the other kind, line separators and control characters,
     * all of which come as escapes.
     *
     * @param value null, text, number, boolean, or a map or list of these
     */
    public static String text(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JsonValues.generatorForHtml(text)) {
            JsonValues.write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter does not fail
        }
        return text.toString();
    }
}
