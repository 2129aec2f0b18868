package dev.lokistore.index.health;

import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableKind;
import java.time.ZoneOffset;
import java.util.Optional;

/** Whether Loki takes a table for one of its own ({@code formats/index-tables.md#11-table-numbers-and-names}). */
public enum SchemaFit {
    /** The period that rules at the table's start gives it this name, in this place. */
    FITS,
    /** So it does, but the period's index is of the other kind: Loki cannot open the files. */
    WRONG_KIND,
    /** No period rules there, or it gives another name: Loki neither reads, nor compacts, nor expires the table. */
    OUTSIDE;

    /** @param schema one without any period has nothing to say: all tables fit */
    public static SchemaFit of(Table table, StoreSchema schema) {
        if (schema.periods().isEmpty()) {
            return FITS;
        }
        long start = table.day().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        Optional<SchemaPeriod> period = schema.periodAt(start).filter(ruling -> names(ruling, table));
        if (period.isEmpty()) {
            return OUTSIDE;
        }
        TableKind expected = period.get().kind() == IndexKind.TSDB ? TableKind.TSDB : TableKind.BOLTDB;
        return table.kind() == expected || table.kind() == TableKind.MIXED ? FITS : WRONG_KIND;
    }

    private static boolean names(SchemaPeriod period, Table table) {
        boolean sameLength = period.indexPeriod().toDays() == table.lastDay() - table.firstDay() + 1;
        String folder = period.pathPrefix() + table.name() + "/";
        return sameLength
                && table.name().equals(period.indexPrefix() + table.number())
                && table.files().stream().map(TableFile::tableFolder).allMatch(folder::equals);
    }
}
