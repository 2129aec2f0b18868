package dev.lokistore.compactor.doctor;

import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSettings;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether objects have the names that the configured kind of object store gives them. */
record ObjectStoreCheck(LokiConfig config, StoreLayout layout) implements Check {
    @Override
    public String subject() {
        return "the configured object store against the objects' names";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.OBJECT_STORE_DIFFERS);
    }

    @Override
    public void run(Findings findings) {
        if (layout.forms().isEmpty() || config.periods().isEmpty()) {
            findings.unchecked("there are no chunks or no periods");
            return;
        }
        boolean anyFilesystem = config.periods().stream().anyMatch(this::isFilesystem);
        boolean allFilesystem = config.periods().stream().allMatch(this::isFilesystem);
        boolean names = layout.filesystemNames();
        if (names && !anyFilesystem || !names && allFilesystem) {
            findings.add(
                    Symptom.OBJECT_STORE_DIFFERS,
                    "schema_config",
                    "object_store is another kind than the one that wrote the chunks",
                    List.of(
                            "object_store: "
                                    + String.join(
                                            ", ",
                                            config.periods().stream()
                                                    .map(SchemaPeriod::objectStore)
                                                    .distinct()
                                                    .toList()),
                            "chunks have the names of " + (names ? "a filesystem store" : "S3 and the like")));
        }
    }

    private boolean isFilesystem(SchemaPeriod period) {
        return period.objectStore().equals("filesystem")
                || config.storeOf(period)
                        .filter(StoreSettings.Filesystem.class::isInstance)
                        .isPresent();
    }
}
