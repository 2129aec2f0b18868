package dev.lokistore.index.schema;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.index.table.IndexKind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** A detected schema in a cache or a saved inventory. */
public final class SchemaBytes {
    private static final IndexKind[] KINDS = IndexKind.values();

    private SchemaBytes() {}

    public static void write(StoreSchema schema, PackWriter out) {
        out.uvarint(schema.periods().size());
        for (SchemaPeriod period : schema.periods()) {
            out.varint(period.from().toEpochDay())
                    .u8(period.kind().ordinal())
                    .uvarint(period.version())
                    .text(period.indexPrefix())
                    .uvarint(period.indexPeriod().toDays())
                    .text(period.pathPrefix())
                    .uvarint(period.rowShards())
                    .text(period.objectStore());
        }
        out.uvarint(schema.notes().size());
        schema.notes().forEach(out::text);
    }

    public static StoreSchema read(PackReader in) throws CorruptDataException {
        try {
            List<SchemaPeriod> periods = new ArrayList<>();
            int count = in.count("schema periods");
            for (int i = 0; i < count; i++) {
                periods.add(new SchemaPeriod(
                        LocalDate.ofEpochDay(in.varint("first day")),
                        KINDS[in.choice(KINDS.length, "kind of index")],
                        in.uvarintUpTo(Integer.MAX_VALUE, "schema version"),
                        in.text("index prefix"),
                        Duration.ofDays(in.uvarintUpTo(Integer.MAX_VALUE, "index period")),
                        in.text("path prefix"),
                        in.uvarintUpTo(Integer.MAX_VALUE, "row shards"),
                        in.text("object store")));
            }
            List<String> notes = new ArrayList<>();
            int noteCount = in.count("notes");
            for (int i = 0; i < noteCount; i++) {
                notes.add(in.text("note"));
            }
            return new StoreSchema(periods, StoreSchema.Origin.DETECTED, notes);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw in.corrupt("schema period", "a period", e.getMessage());
        }
    }
}
