package dev.lokistore.shell.line;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command line taken apart.
 *
 * @param pipelines one after the other; of an unfinished line those before the end
 * @param missing what an unfinished line needs; null if it is whole
 * @param spans in order, with gaps between them
 */
public record CommandText(
        List<Pipeline> pipelines, @Nullable Missing missing, List<Span> spans) {
    public CommandText {
        pipelines = List.copyOf(pipelines);
        spans = List.copyOf(spans);
    }

    /** @throws SyntaxException if it cannot be understood, and more lines would not help */
    public static CommandText parse(String text) {
        return new CommandParser(text).parse();
    }

    /** For colours: as far as the line can be understood. */
    public static List<Span> spans(String text) {
        CommandParser parser = new CommandParser(text);
        try {
            return parser.parse().spans();
        } catch (SyntaxException e) {
            return List.copyOf(parser.spans());
        }
    }
}
