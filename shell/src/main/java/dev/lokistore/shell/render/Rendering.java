package dev.lokistore.shell.render;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.SafeText;
import dev.lokistore.shell.terminal.Style;
import java.io.IOException;

/** Makes the writer for a format. Libraries behind a format are loaded only when it is asked for. */
public record Rendering(OutputFormat format, Output output, Style style) {
    /** For any number of records. */
    public <T> RowWriter<T> rows(RecordView<T> view) throws IOException {
        return writer(view, GeneratorWriter.Frame.ARRAY);
    }

    /** For exactly one record: people get a line for each field, JSON and YAML have no array around it. */
    public <T> RowWriter<T> single(RecordView<T> view) throws IOException {
        if (format == OutputFormat.TABLE || format == OutputFormat.WIDE) {
            return new CardWriter<>(view, output.text(), style, format == OutputFormat.WIDE);
        }
        return writer(view, GeneratorWriter.Frame.SINGLE);
    }

    private <T> RowWriter<T> writer(RecordView<T> view, GeneratorWriter.Frame frame) throws IOException {
        output.text().flush();
        return switch (format) {
            case TABLE -> new TableWriter<>(view, output.text(), style, false, output.columns());
            case WIDE -> new TableWriter<>(view, output.text(), style, true, 0);
            case JSON -> new GeneratorWriter<>(view, json(), frame, true);
            case JSONL -> new GeneratorWriter<>(view, jsonLines(), GeneratorWriter.Frame.LINES, true);
            case CSV -> new CsvWriter<>(view, output);
            case YAML -> new GeneratorWriter<>(view, Yaml.generator(output), frame, false);
            case RAW -> throw new IllegalStateException("raw is for log lines");
        };
    }

    private JsonGenerator jsonLines() throws IOException {
        // the separator between root values is ours: a line feed after each record
        return JsonValues.generator(output.bytes(), output.terminal()).setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    private JsonGenerator json() throws IOException {
        return JsonValues.generator(output.bytes(), output.terminal()).setPrettyPrinter(new DefaultPrettyPrinter());
    }

    /** Apart, so that the YAML library is loaded only for YAML. */
    private static final class Yaml {
        static JsonGenerator generator(Output output) throws IOException {
            JsonGenerator yaml = plain(output);
            return output.terminal() ? new SafeStrings(yaml) : yaml;
        }

        private static JsonGenerator plain(Output output) throws IOException {
            return YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build()
                    .createGenerator(output.bytes())
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        }

        /** YAML escapes controls but prints direction overrides: on a terminal strings are made safe before. */
        private static final class SafeStrings extends JsonGeneratorDelegate {
            SafeStrings(JsonGenerator yaml) {
                super(yaml);
            }

            @Override
            public void writeFieldName(String name) throws IOException {
                super.writeFieldName(SafeText.escape(name));
            }

            @Override
            public void writeString(String text) throws IOException {
                super.writeString(SafeText.escape(text));
            }
        }
    }
}
