package dev.lokistore.compactor.doctor;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableKind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What stands in the way of a newer Loki ({@code formats/chunks-and-layout.md#53}). */
record UpgradeCheck(LokiStore store, Deployment deployment, Release target, Instant now) implements Check {
    @Override
    public String subject() {
        return "an upgrade to Loki " + target.label();
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.UPGRADE_BOLTDB, Symptom.UPGRADE_SCHEMA, Symptom.UPGRADE_SETTINGS);
    }

    @Override
    public void run(Findings findings) throws IOException {
        schema(findings);
        settings(findings);
        Samples boltdb = new Samples();
        for (Table table : store.tables()) {
            if (table.kind() != TableKind.TSDB) {
                boltdb.add(table.name() + " of " + table.day());
            }
        }
        if (target == Release.V4_0 && !boltdb.isEmpty()) {
            findings.add(
                    Symptom.UPGRADE_BOLTDB,
                    "Loki " + target.label(),
                    "tables with boltdb files hold data: boltdb-shipper is deprecated since 3.0",
                    boltdb.texts());
        }
    }

    /** From 3.0 on Loki does not start unless the present period has v13 on tsdb, or structured metadata is off. */
    private void schema(Findings findings) throws IOException {
        List<SchemaPeriod> periods = store.schema().periods();
        if (periods.isEmpty()) {
            findings.unchecked("no schema is known");
            return;
        }
        SchemaPeriod present = store.schema().periodAt(now.toEpochMilli()).orElse(periods.get(periods.size() - 1));
        if ((present.version() < SchemaPeriod.NEWEST_VERSION || present.kind() != IndexKind.TSDB)
                && !deployment.structuredMetadataOff()) {
            findings.add(
                    Symptom.UPGRADE_SCHEMA,
                    "Loki " + target.label(),
                    "the present period is not tsdb with v13: Loki refuses to start while allow_structured_metadata is"
                            + " true, its default",
                    List.of("period from " + present.from() + ": store " + present.store() + ", schema v"
                            + present.version()));
        }
    }

    private void settings(Findings findings) {
        List<String> gone = new ArrayList<>();
        if (deployment.hasSharedStore()) {
            gone.add(
                    "shared_store, shared_store_key_prefix: removed in 3.0, the periods' object_store and path_prefix count");
        }
        if (deployment.retentionEnabled() && !deployment.hasDeleteRequestStore()) {
            gone.add("compactor.delete_request_store: needed from 3.0 on, since retention is enabled");
        }
        if (!gone.isEmpty()) {
            findings.add(
                    Symptom.UPGRADE_SETTINGS,
                    "Loki " + target.label(),
                    "the configuration does not fit the new release",
                    gone);
        }
    }
}
