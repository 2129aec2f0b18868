package dev.lokistore.compactor.doctor;

import dev.lokistore.index.LokiStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether there is one Loki store; keeps it, for those that come after. */
final class RootCheck implements Check {
    private final String name;
    private final Doctor.Opening<LokiStore> opening;
    private @Nullable LokiStore store;

    RootCheck(String name, Doctor.Opening<LokiStore> opening) {
        this.name = name;
        this.opening = opening;
    }

    Optional<LokiStore> store() {
        return Optional.ofNullable(store);
    }

    @Override
    public String subject() {
        return "the Loki store in " + name;
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.NO_LOKI_STORE, Symptom.SEVERAL_STORES, Symptom.STORE_FAILING, Symptom.LIST_DENIED);
    }

    @Override
    public boolean prerequisite() {
        return true;
    }

    @Override
    public void run(Findings findings) throws StoreException {
        try {
            store = opening.open();
        } catch (IOException e) {
            AccessFailure.report(e, name, Symptom.LIST_DENIED, findings);
        }
    }
}
