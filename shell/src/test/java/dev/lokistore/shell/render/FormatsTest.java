package dev.lokistore.shell.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One record with awkward values in every format. */
class FormatsTest {
    private record Row(String text, @Nullable Long bytes, boolean estimated, Map<String, String> labels) {}

    private static final RecordView<Row> VIEW = RecordView.<Row>builder()
            .text("someText", Row::text)
            .bytes("rawBytes", Shown.ALWAYS, Row::bytes, Row::estimated)
            .field("estimated", FieldKind.FLAG, Shown.OPTIONAL, row -> row.estimated() ? Boolean.TRUE : null)
            .field("from", FieldKind.MILLIS, Shown.ALWAYS, row -> 1_795_046_400_000L)
            .field("labels", FieldKind.LABELS, Shown.ALWAYS, Row::labels)
            .field("share", FieldKind.SHARE, Shown.ALWAYS, row -> 0.5)
            .field("list", FieldKind.LIST, Shown.DATA, row -> List.of("a", "b"))
            .field("part", FieldKind.TEXT, Shown.TABULAR, row -> "p")
            .field("whole", FieldKind.TEXT, Shown.STRUCTURED, row -> "w")
            .build();

    private static final List<Row> ROWS = List.of(
            new Row("a,\"b\"\n\u001b", null, false, Map.of("l", "\"x\"\\")), new Row("库存", 2048L, true, Map.of()));

    private static String render(OutputFormat format, int columns) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Output output = new Output(bytes, false, columns);
        try (RowWriter<Row> rows = new Rendering(format, output, Style.PLAIN).rows(VIEW)) {
            for (Row row : ROWS) {
                rows.write(row);
            }
        }
        output.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void jsonLinesAreOneObjectALine() throws IOException {
        assertThat(render(OutputFormat.JSONL, 0))
                .isEqualTo(
                        "{\"someText\":\"a,\\\"b\\\"\\n\\u001B\",\"rawBytes\":null,\"from\":\"2026-11-19T00:00:00.000Z\","
                                + "\"labels\":{\"l\":\"\\\"x\\\"\\\\\"},\"share\":0.5,\"list\":[\"a\",\"b\"],\"whole\":\"w\"}\n"
                                + "{\"someText\":\"库存\",\"rawBytes\":2048,\"estimated\":true,"
                                + "\"from\":\"2026-11-19T00:00:00.000Z\",\"labels\":{},\"share\":0.5,\"list\":[\"a\",\"b\"],"
                                + "\"whole\":\"w\"}\n");
    }

    @Test
    void csvQuotesWhatNeedsItAndEndsLinesWithCrLf() throws IOException {
        assertThat(render(OutputFormat.CSV, 0))
                .isEqualTo("someText,rawBytes,estimated,from,labels,share,list,part\r\n"
                        + "\"a,\"\"b\"\"\n\u001b\",,,2026-11-19T00:00:00.000Z,\"{\"\"l\"\":\"\"\\\"\"x\\\"\"\\\\\"\"}\",0.5,"
                        + "\"[\"\"a\"\",\"\"b\"\"]\",p\r\n"
                        + "库存,2048,true,2026-11-19T00:00:00.000Z,{},0.5,\"[\"\"a\"\",\"\"b\"\"]\",p\r\n");
    }

    @Test
    void tablesAreAlignedByDisplayWidthAndMarkEstimates() throws IOException {
        assertThat(render(OutputFormat.TABLE, 0).lines())
                .containsExactly(
                        "SOME TEXT         RAW  FROM                 LABELS          SHARE  PART",
                        "a,\"b\"\\n\\x1b         -  2026-11-19 00:00:00  {l=\"\\\"x\\\"\\\\\"}  50.0 %  p",
                        "库存         ~2.0 KiB  2026-11-19 00:00:00  {}             50.0 %  p");
    }

    @Test
    void narrowTerminalsCutTextAndNothingElse() throws IOException {
        assertThat(render(OutputFormat.TABLE, 70).lines())
                .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(70))
                .anySatisfy(line -> assertThat(line).contains("\u2026"));
        assertThat(render(OutputFormat.WIDE, 20)).doesNotContain("\u2026");
    }

    @Test
    void namesAreCutInTheMiddleAndNeverInsideACharacter() {
        assertThat(DisplayWidth.cutMiddle("loki_index_20777", 12)).isEqualTo("loki_i\u202620777");
        assertThat(DisplayWidth.cutMiddle("short", 12)).isEqualTo("short");
        assertThat(DisplayWidth.cutMiddle("库存库存库存库存", 9)).isEqualTo("库存\u2026库存");
        assertThat(DisplayWidth.cut("库存库存", 6)).isEqualTo("库存\u2026");
    }

    @Test
    void columnsInWhichNothingIsKnownAreLeftOutUnlessWide() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Output output = new Output(bytes, false, 0);
        try (RowWriter<Row> rows = new Rendering(OutputFormat.TABLE, output, Style.PLAIN).rows(VIEW)) {
            rows.write(ROWS.get(0));
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("RAW").contains("SHARE");
    }

    @Test
    void yamlIsASequenceOfRecords() throws IOException {
        assertThat(render(OutputFormat.YAML, 0)).startsWith("- someText: \"a,\\\"b\\\"\\n\\e\"\n  rawBytes: null\n");
    }

    @Test
    void nothingIsAnEmptyDocumentInEachFormat() throws IOException {
        for (OutputFormat format : List.of(OutputFormat.JSON, OutputFormat.JSONL, OutputFormat.TABLE)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Output output = new Output(bytes, false, 0);
            new Rendering(format, output, Style.PLAIN).rows(VIEW).close();
            output.flush();
            assertThat(bytes.toString(StandardCharsets.UTF_8).replaceAll("\\s", ""))
                    .isEqualTo(format == OutputFormat.JSON ? "[]" : "");
        }
    }

    @Test
    void bytesAreShortAndNeverRoundToAWrongUnit() {
        assertThat(List.of(0L, 1023L, 1024L, 102_400L, 1_048_575L, 1_048_576L, Long.MAX_VALUE))
                .extracting(Quantity::bytes)
                .containsExactly("0 B", "1023 B", "1.0 KiB", "100 KiB", "1.0 MiB", "1.0 MiB", "8.0 EiB");
    }
}
