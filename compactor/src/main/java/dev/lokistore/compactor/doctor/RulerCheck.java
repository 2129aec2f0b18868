package dev.lokistore.compactor.doctor;

import dev.lokistore.index.rules.RuleRoots;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the ruler's bucket is there.
 *
 * @param name for messages
 * @param opening opens it; what is opened stays open until the checkup ends
 */
record RulerCheck(String name, Opening opening) implements Check {
    /** Opens the ruler's store. */
    @FunctionalInterface
    interface Opening {
        ObjectReader open() throws IOException;
    }

    @Override
    public String subject() {
        return "the ruler's bucket " + name;
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.RULER_BUCKET_MISSING, Symptom.RULER_BUCKET_UNREADABLE);
    }

    @Override
    public void run(Findings findings) throws IOException {
        try {
            RuleRoots.below(opening.open());
        } catch (StoreException e) {
            switch (e.kind()) {
                case INTERRUPTED -> throw e;
                case NO_SUCH_BUCKET ->
                    findings.add(
                            Symptom.RULER_BUCKET_MISSING,
                            name,
                            "the ruler's bucket does not exist",
                            List.of(Checkup.message(e)));
                default ->
                    findings.add(
                            Symptom.RULER_BUCKET_UNREADABLE,
                            name,
                            "the ruler's bucket cannot be listed",
                            List.of(Checkup.message(e)));
            }
        }
    }
}
