package dev.lokistore.compactor.doctor;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Signs of a living Loki: when each ingester, and the compactor, last uploaded an index file that is still there. */
record UploadsCheck(LokiStore store, Instant now) implements Check {
    @Override
    public String subject() {
        return "signs of a living Loki";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.UPLOADS);
    }

    @Override
    public void run(Findings findings) throws IOException {
        Map<String, TableFile> newest = new TreeMap<>();
        for (Table table : store.tables()) {
            for (TableFile file : table.files()) {
                String who = file.name().compacted()
                        ? "compactor"
                        : file.name().uploader().orElse("");
                if (!who.isEmpty()) {
                    newest.merge(who, file, (a, b) -> modified(a).isAfter(modified(b)) ? a : b);
                }
            }
        }
        newest.forEach((who, file) -> findings.add(
                Symptom.UPLOADS,
                who,
                "its newest index file is " + age(modified(file)) + " old",
                List.of(file.key(), "uploaded " + modified(file))));
    }

    private static Instant modified(TableFile file) {
        return file.object().lastModified();
    }

    private String age(Instant then) {
        Duration age = Duration.between(then, now);
        if (age.toDays() > 1) {
            return age.toDays() + " days";
        }
        return age.toHours() > 1 ? age.toHours() + " hours" : Math.max(0, age.toMinutes()) + " minutes";
    }
}
