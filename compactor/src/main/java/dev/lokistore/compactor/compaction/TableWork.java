package dev.lokistore.compactor.compaction;

import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexFileName;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * How the files of a table are written anew: what every plan that does so has in common.
 *
 * @param now for names
 * @param readByLoki28 whether a Loki up to 2.8 must read the result, which cannot read TSDB format 3
 */
public record TableWork(Instant now, StoreSchema schema, boolean readByLoki28) {
    /** Names above that of every file in the table, in Loki's unit; the format of the table's schema. */
    public Work.TableFiles of(Table table) {
        NameTime time = NameTime.newIn(table, now, unit(table));
        Optional<SchemaPeriod> period = schema.periodAt(
                table.day().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
        int format = period.map(ruling -> MergeOptions.of(time, schema, ruling).tsdbFormat())
                .orElse(2);
        return new Work.TableFiles(time.value(), readByLoki28 ? 2 : format);
    }

    /** Its files, which new ones may take the place of. */
    public static List<PlannedObject> files(Table table) {
        return table.files().stream()
                .map(file -> PlannedObject.of(file.object()))
                .toList();
    }

    /** Loki's unit if a compactor has been here, else that of Loki 3. */
    private static NameTime.Unit unit(Table table) {
        boolean seconds = table.files().stream()
                .map(TableFile::name)
                .filter(IndexFileName::compacted)
                .anyMatch(name -> name.text().matches("(compactor-)?\\d{1,10}\\D.*"));
        return seconds ? NameTime.Unit.SECONDS : NameTime.Unit.NANOSECONDS;
    }
}
