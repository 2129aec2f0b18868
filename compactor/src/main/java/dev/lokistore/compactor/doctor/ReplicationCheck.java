package dev.lokistore.compactor.doctor;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Whether there are as many writers as copies are wanted. */
record ReplicationCheck(Deployment deployment) implements Check {
    @Override
    public String subject() {
        return "replication_factor against write.replicas";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.REPLICATION_ABOVE_REPLICAS);
    }

    @Override
    public void run(Findings findings) {
        OptionalInt factor = deployment.replicationFactor();
        OptionalInt replicas = deployment.writeReplicas();
        if (replicas.isEmpty()) {
            findings.unchecked("no Helm values with write.replicas were given");
        } else if (factor.isPresent() && factor.getAsInt() > replicas.getAsInt()) {
            findings.add(
                    Symptom.REPLICATION_ABOVE_REPLICAS,
                    "replication_factor",
                    "more copies are wanted than there are writers",
                    List.of("replication_factor: " + factor.getAsInt(), "write.replicas: " + replicas.getAsInt()));
        }
    }
}
