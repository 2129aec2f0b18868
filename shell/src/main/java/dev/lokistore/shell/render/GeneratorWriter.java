package dev.lokistore.shell.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lokistore.shell.render.Field.Shown;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON lines, a JSON array or a YAML sequence: the generator and the frame around the records make the difference. */
final class GeneratorWriter<T> implements RowWriter<T> {
    /** What stands around the records. */
    enum Frame {
        /** One record a line. */
        LINES,
        /** One array of all records. */
        ARRAY,
        /** Nothing: the one record is the document. */
        SINGLE
    }

    private final List<Field<T>> fields;
    private final JsonGenerator generator;
    private final Frame frame;
    private final boolean endWithLineFeed;

    /** @param endWithLineFeed whether the generator itself does not end its document with one, and may be given one */
    GeneratorWriter(RecordView<T> view, JsonGenerator generator, Frame frame, boolean endWithLineFeed)
            throws IOException {
        this.fields = view.fields().stream().filter(Field::inJson).toList();
        this.generator = generator;
        this.frame = frame;
        this.endWithLineFeed = endWithLineFeed;
        if (frame == Frame.ARRAY) {
            generator.writeStartArray();
        }
    }

    @Override
    public void write(T row) throws IOException {
        generator.writeStartObject();
        for (Field<T> field : fields) {
            @Nullable Object value = field.value().apply(row);
            if (value == null && field.shown() == Shown.OPTIONAL) {
                continue;
            }
            generator.writeFieldName(field.name());
            JsonValues.write(generator, value == null ? null : Values.data(field.kind(), value));
        }
        generator.writeEndObject();
        if (frame == Frame.LINES) {
            generator.writeRaw('\n');
        }
    }

    @Override
    public void close() throws IOException {
        if (frame == Frame.ARRAY) {
            generator.writeEndArray();
        }
        if (frame != Frame.LINES && endWithLineFeed) {
            generator.writeRaw('\n');
        }
        generator.close();
    }
}
