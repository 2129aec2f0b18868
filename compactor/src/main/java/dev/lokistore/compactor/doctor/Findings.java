package dev.lokistore.compactor.doctor;

import dev.lokistore.compactor.check.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Takes what one check finds. Not thread-safe. */
final class Findings {
    private final Set<Symptom> wanted;
    private final List<Finding> found = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();
    private boolean alarmed;

    Findings(Set<Symptom> wanted) {
        this.wanted = wanted;
    }

    void add(Symptom symptom, String subject, String message, List<String> evidence) {
        alarmed = true;
        if (wanted.contains(symptom)) {
            found.add(
                    new Finding(symptom.id(), symptom.severity(), subject, null, message, evidence, symptom.remedy()));
        }
    }

    /** Whether there was any, wanted or not. */
    boolean alarmed() {
        return alarmed;
    }

    /** A part of the question that stays open. */
    void unchecked(String why) {
        unchecked.add(why);
    }

    List<Finding> found() {
        return found;
    }

    List<String> unchecked() {
        return unchecked;
    }
}
