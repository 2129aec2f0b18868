package dev.lokistore.shell.command;

import dev.lokistore.index.report.TenantRow;
import dev.lokistore.shell.html.Report.Tile;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.Times;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all tenants have together, as the first figures of a page. */
final class StoreTotals {
    private static final int DATE_LENGTH = "YYYY-MM-DD".length();

    private long tenants;
    private long streams;
    private long chunks;
    private long storedBytes;
    private @Nullable Instant from;
    private @Nullable Instant through;

    void add(TenantRow row) {
        tenants++;
        streams += row.streams();
        chunks += row.chunks();
        storedBytes += row.storedBytes();
        Instant first = row.from();
        if (first != null && (from == null || first.isBefore(from))) {
            from = first;
        }
        Instant last = row.through();
        if (last != null && (through == null || last.isAfter(through))) {
            through = last;
        }
    }

    List<Tile> tiles() {
        String average = chunks == 0 ? "" : Quantity.bytes(storedBytes / chunks) + " on average";
        String span = from == null || through == null ? "" : date(from) + " to " + date(through);
        return List.of(
                new Tile("Stored", Quantity.bytes(storedBytes), span),
                new Tile("Chunks", Quantity.count(chunks), average),
                new Tile("Streams", Quantity.count(streams), ""),
                new Tile("Tenants", Quantity.count(tenants), ""));
    }

    private static String date(Instant instant) {
        String text = Times.seconds(instant.toEpochMilli());
        return text.substring(0, Math.max(DATE_LENGTH, text.indexOf(' ')));
    }
}
