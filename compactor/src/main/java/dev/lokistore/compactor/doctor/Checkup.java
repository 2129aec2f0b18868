package dev.lokistore.compactor.doctor;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Runs checks one after the other; that one fails is a finding, and does not keep others from running. */
final class Checkup {
    private final Set<Symptom> wanted;
    private final Consumer<String> progress;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> examined = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();

    Checkup(Set<Symptom> wanted, Consumer<String> progress) {
        this.wanted = EnumSet.copyOf(wanted);
        this.progress = progress;
    }

    /** @return whether anything is wrong by this check */
    boolean run(Check check) throws IOException {
        if (!check.prerequisite() && check.symptoms().stream().noneMatch(wanted::contains)) {
            return false;
        }
        progress.accept(check.subject());
        Findings own = new Findings(wanted);
        try {
            check.run(own);
        } catch (StoreException e) {
            fail(check, own, e);
        } catch (IOException e) {
            if (e instanceof InterruptedIOException) {
                throw e;
            }
            own.add(Symptom.CHECK_FAILED, check.subject(), "this could not be checked", List.of(message(e)));
            own.unchecked("it failed");
        }
        findings.addAll(own.found());
        if (own.unchecked().isEmpty()) {
            examined.add(check.subject());
        } else {
            own.unchecked().forEach(why -> unchecked.add(check.subject() + ": " + why));
        }
        return own.alarmed();
    }

    private static void fail(Check check, Findings own, StoreException e) throws StoreException {
        switch (e.kind()) {
            case INTERRUPTED -> throw e;
            case FORBIDDEN, UNSUPPORTED -> own.unchecked(message(e));
            default -> {
                own.add(Symptom.CHECK_FAILED, check.subject(), "this could not be checked", List.of(message(e)));
                own.unchecked("it failed");
            }
        }
    }

    void unchecked(String subject, String why) {
        unchecked.add(subject + ": " + why);
    }

    /** Checks that cannot be run at all. */
    void skip(List<? extends Check> checks, String why) {
        checks.stream()
                .filter(check -> check.symptoms().stream().anyMatch(wanted::contains))
                .forEach(check -> unchecked.add(check.subject() + ": " + why));
    }

    static String message(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    CheckupReport report() {
        findings.sort(Comparator.comparing(Finding::severity).reversed());
        return new CheckupReport(findings, examined, unchecked);
    }
}
