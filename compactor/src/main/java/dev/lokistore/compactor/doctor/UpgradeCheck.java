package dev.lokistore.compactor.doctor;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.config.Deployment;
import dev.lokistore.index.config.YamlNode;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableKind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What stands in the way of a newer Loki ({@code formats/chunks-and-layout.md#53}). */
record UpgradeCheck(LokiStore store, TwinTables twins, Deployment deployment, Release target, Instant now)
        implements Check {
    @Override
    public String subject() {
        return "an upgrade to Loki " + target.label();
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(
                Symptom.UPGRADE_BOLTDB, Symptom.UPGRADE_SCHEMA, Symptom.UPGRADE_SCHEMA_AHEAD, Symptom.UPGRADE_SETTINGS);
    }

    @Override
    public void run(Findings findings) throws IOException {
        schema(findings);
        settings(findings);
        Samples boltdb = new Samples();
        for (Table table : store.tables()) {
            if (table.kind() != TableKind.TSDB && twins.completeOf(table).isEmpty()) {
                boltdb.add(table.name() + " of " + table.day());
            }
        }
        if (target == Release.V4_0 && !boltdb.isEmpty()) {
            findings.add(
                    Symptom.UPGRADE_BOLTDB,
                    "Loki " + target.label(),
                    "tables with boltdb files hold data: Loki 4.0 reads no boltdb-shipper",
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
        if (newest(present) || deployment.structuredMetadataOff()) {
            return;
        }
        Optional<SchemaPeriod> ahead = periods.stream()
                .filter(period -> period.fromMillis() > now.toEpochMilli() && newest(period))
                .findFirst();
        if (ahead.isPresent()) {
            findings.add(
                    Symptom.UPGRADE_SCHEMA_AHEAD,
                    "Loki " + target.label(),
                    "from " + ahead.get().from() + " on the period is tsdb with v13; before, Loki does not start while"
                            + " allow_structured_metadata is true, its default",
                    List.of(describe(present), describe(ahead.get())));
        } else if (store.configuredSchema().isEmpty() && present.kind() == IndexKind.TSDB) {
            findings.add(
                    Symptom.UPGRADE_SCHEMA_AHEAD,
                    "Loki " + target.label(),
                    "the data can be read; whether schema_config has a period with v13 ahead, which Loki needs while"
                            + " allow_structured_metadata is true, only --loki-config tells",
                    List.of(describe(present)));
        } else {
            findings.add(
                    Symptom.UPGRADE_SCHEMA,
                    "Loki " + target.label(),
                    "the present period is not tsdb with v13: Loki refuses to start while allow_structured_metadata is"
                            + " true, its default",
                    List.of(describe(present)));
        }
    }

    private static boolean newest(SchemaPeriod period) {
        return period.version() >= SchemaPeriod.NEWEST_VERSION && period.kind() == IndexKind.TSDB;
    }

    private static String describe(SchemaPeriod period) {
        return "period from " + period.from() + ": store " + period.store() + ", schema v" + period.version();
    }

    private void settings(Findings findings) throws IOException {
        YamlNode root = deployment.config();
        if (root.missing()) {
            findings.unchecked("settings that the new release has no more: no --loki-config was given");
            return;
        }
        List<String> faults = new ArrayList<>(RemovedSettings.in(root));
        YamlNode enabled = root.find("compactor", "retention_enabled");
        if (deployment.retentionEnabled()
                && root.find("compactor", "delete_request_store").missing()) {
            faults.add(RemovedSettings.describe(enabled)
                    + " needs compactor.delete_request_store from 3.0 on: the name of the object store");
        }
        if (target == Release.V4_0) {
            for (YamlNode period : root.at("schema_config", "configs").elements()) {
                YamlNode store = period.at("store");
                if (!store.text().orElse("tsdb").equals("tsdb")) {
                    faults.add(RemovedSettings.describe(store) + " is "
                            + store.text().orElse("") + ", and 4.0 knows tsdb only");
                }
            }
        }
        if (!faults.isEmpty()) {
            findings.add(
                    Symptom.UPGRADE_SETTINGS,
                    "Loki " + target.label(),
                    "the configuration does not fit the new release",
                    faults);
        }
    }
}
