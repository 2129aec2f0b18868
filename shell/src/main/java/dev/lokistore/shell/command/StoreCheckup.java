package dev.lokistore.shell.command;

import dev.lokistore.compactor.doctor.CheckupReport;
import dev.lokistore.compactor.doctor.Doctor;
import dev.lokistore.compactor.doctor.Symptom;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.Deployment;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.objectstore.ObjectStore;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What doctor finds in a store that is open already. The ruler's bucket is not looked at, and nothing is written. */
final class StoreCheckup {
    private StoreCheckup() {}

    /** @param policy null if no rules are known */
    static CheckupReport examine(Run run, @Nullable RetentionPolicy policy) throws IOException {
        OpenedStore store = run.store();
        Doctor.Patient patient = new Doctor.Patient(
                store.uri(),
                List.<ObjectStore>copyOf(store.buckets()),
                store.inventory() != null,
                store::loki,
                null,
                () -> {
                    throw new IllegalStateException("no bucket of the ruler was named");
                },
                store.temporaryPath());
        Doctor.Order order = new Doctor.Order(EnumSet.allOf(Symptom.class), false, null, run.concurrency(), run.now());
        return Doctor.examine(patient, papers(run, policy), order, subject -> {});
    }

    private static Doctor.Papers papers(Run run, @Nullable RetentionPolicy policy) throws IOException {
        ConfigFile file = run.configuration();
        return file == null
                ? Doctor.Papers.none()
                : new Doctor.Papers(LokiConfig.of(file, run.session().environment()::get), Deployment.of(file), policy);
    }
}
