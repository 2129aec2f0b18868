package dev.lokistore.compactor.doctor;

import dev.lokistore.compactor.conversion.Twins;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a conversion to TSDB left: boltdb tables beside TSDB tables with the same chunks. */
record TwinCheck(TwinTables twins) implements Check {
    @Override
    public String subject() {
        return "tables of both kinds of the same days";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.TABLE_CONVERTED, Symptom.TABLE_TWIN_INCOMPLETE);
    }

    @Override
    public void run(Findings findings) throws IOException {
        for (Twins.Pair pair : twins.pairs()) {
            String names = pair.twins().stream().map(Table::name).collect(Collectors.joining(", "));
            List<String> evidence = List.of(pair.table().files().size() + " boltdb files with "
                    + pair.table().storedBytes() + " bytes");
            if (pair.complete()) {
                findings.add(
                        Symptom.TABLE_CONVERTED,
                        pair.table().name(),
                        "all its chunks are in " + names + " too",
                        evidence);
            } else {
                findings.add(
                        Symptom.TABLE_TWIN_INCOMPLETE,
                        pair.table().name(),
                        pair.lacking() + " of its chunks are not in " + names + ", which holds others of them: a Loki"
                                + " that reads that one does not find them",
                        evidence);
            }
        }
    }
}
