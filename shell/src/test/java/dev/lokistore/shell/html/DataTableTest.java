package dev.lokistore.shell.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.shell.html.DataTable.Column;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DataTableTest {
    private record Row(String name, @Nullable Long storedBytes, List<String> tenants) {}

    private static final RecordView<Row> VIEW = RecordView.<Row>builder()
            .text("name", Row::name)
            .bytes("storedBytes", Shown.ALWAYS, Row::storedBytes, row -> true)
            .count("entries", row -> null)
            .field("tenants", FieldKind.LIST, Shown.ALWAYS, Row::tenants)
            .field("secret", FieldKind.TEXT, Shown.DATA, Row::name)
            .build();

    @Test
    void cellsAreTextsOrNumbersWithTheirTextAndUnknownColumnsAreLeftOut() {
        DataTable table = DataTable.of(
                "caption", VIEW, List.of(new Row("a\u202eb", 2048L, List.of("x", "y")), new Row("b", null, List.of())));

        assertThat(table.columns())
                .containsExactly(
                        new Column("Name", "text"), new Column("Stored", "bytes"), new Column("Tenants", "code"));
        assertThat(table.rows().get(0)).containsExactly("a\\u202eb", List.of(2048L, "~2.0 KiB"), "x, y");
        assertThat(table.rows().get(1)).containsExactly("b", null, "");
    }

    @Test
    void veryLongTextsAreCutSoThatThePageStaysSmall() {
        DataTable table =
                DataTable.of("caption", VIEW, List.of(new Row("a", 1L, Collections.nCopies(100_000, "tenant"))));

        assertThat(table.rows().get(0).get(2)).asString().hasSize(1002).endsWith(" …");
    }
}
