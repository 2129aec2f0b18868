package dev.lokistore.shell.html;

import dev.lokistore.shell.html.Bars.Series;
import dev.lokistore.shell.html.DataTable.Column;
import dev.lokistore.shell.html.Report.Tile;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A page on which every text that a store can have a part in tries to be more than text. */
public final class HostileReport {
    public static final List<String> TEXTS = List.of(
            "</script><img src=x onerror=\"window.owned=1\">",
            "<svg/onload=window.owned=1>",
            "\"><script>window.owned=1</script><!--<script>",
            "javascript:window.owned=1",
            "'};window.owned=1;{{script}}$1\\u2028\u2028\u2029",
            "__proto__");

    private HostileReport() {}

    public static Report report() {
        return new Report(
                text(0),
                TEXTS,
                List.of(new Tile(text(0), text(1), text(2))),
                List.of(new Section("first", text(0), text(1), blocks(), TEXTS)));
    }

    private static List<Block> blocks() {
        List<Series> series = TEXTS.stream()
                .map(name -> new Series(name, false, List.of(1024L, 2048L)))
                .toList();
        return List.of(
                new Note(text(2)),
                new Facts(Map.of(text(0), text(1))),
                new Findings(List.of(
                        new Findings.Entry(text(0), text(1), text(2), text(3), TEXTS, text(4)),
                        new Findings.Entry("error", text(0), text(0), text(1), List.of(), ""))),
                new Bars(text(1), Bars.Unit.BYTES, text(2), List.of(text(0), text(4)), series),
                new HeatMap(text(0), List.of(new HeatMap.Day(text(1), Collections.nCopies(24, 3L)))),
                new DataTable(
                        text(3),
                        List.of(new Column(text(0), "text"), new Column(text(1), "bytes")),
                        TEXTS.stream()
                                .map(name -> List.<Object>of(name, List.of((long) name.length(), name)))
                                .map(Collections::<Object>unmodifiableList)
                                .toList(),
                        text(2)));
    }

    private static String text(int at) {
        return TEXTS.get(at);
    }
}
