package dev.lokistore.shell.command;

import dev.lokistore.shell.SessionContext;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code unset}. */
@Command(
        name = "unset",
        description = {
            "Clears what 'use', 'select', 'time' and 'cd' set: tenant, selector, time, place, store (which stays open)."
                    + " Without a word, all of it but the store."
        },
        footer = {"  unset", "  unset selector time"})
final class UnsetCommand extends StoreCommand {
    /** What can be cleared. */
    enum Part {
        TENANT,
        SELECTOR,
        TIME,
        PLACE,
        STORE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(arity = "0..*", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}")
    private List<Part> parts = List.of();

    @Override
    void execute(Run run) throws IOException {
        Set<Part> wanted = parts.isEmpty() ? EnumSet.complementOf(EnumSet.of(Part.STORE)) : EnumSet.copyOf(parts);
        run.session().memory().change(context -> {
            SessionContext cleared = context;
            for (Part part : wanted) {
                cleared = switch (part) {
                    case TENANT -> cleared.withTenants(List.of());
                    case SELECTOR -> cleared.withSelector(null);
                    case TIME -> cleared.withTime(null, null);
                    case PLACE -> cleared.withPlace(List.of());
                    case STORE -> cleared.withStore(null);
                };
            }
            return cleared;
        });
    }
}
