package dev.lokistore.compactor.doctor;

import dev.lokistore.index.config.Deployment;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether there are as many writers as copies are wanted. */
record ReplicationCheck(Deployment deployment) implements Check {
    @Override
    public String subject() {
        return "replication_factor against the replicas that write";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.REPLICATION_ABOVE_REPLICAS);
    }

    @Override
    public void run(Findings findings) throws IOException {
        Optional<Deployment.Setting> factor = deployment.replicationFactor();
        Optional<Deployment.Setting> writers = deployment.writers();
        if (writers.isEmpty()) {
            findings.unchecked("no Helm values with the number of replicas were given");
        } else if (factor.isPresent() && factor.get().value() > writers.get().value()) {
            findings.add(
                    Symptom.REPLICATION_ABOVE_REPLICAS,
                    "replication_factor",
                    "more copies are wanted than there are writers",
                    List.of(factor.get().toString(), writers.get().toString()));
        }
    }
}
