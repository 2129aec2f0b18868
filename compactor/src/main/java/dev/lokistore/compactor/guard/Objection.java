package dev.lokistore.compactor.guard;

/**
 * Why something must not be changed now.
 *
 * @param subject a table's name, a tenant, or the store
 * @param reason a sentence for people, without a full stop
 * @param remedy what allows it
 */
public record Objection(String subject, String reason, Remedy remedy) {
    /** What takes an objection away. */
    public enum Remedy {
        /** {@code --force}: the operator knows better. */
        FORCE("--force overrides this"),
        /** {@code --loki-stopped}: the operator's word that nothing writes; or {@code --force}. */
        STOPPED("--loki-stopped says that nothing writes to the store, --force overrides this"),
        /** {@code --accept young}. */
        YOUNG(Accept.YOUNG),
        /** {@code --accept half}. */
        HALF(Accept.HALF),
        /** {@code --accept everything}. */
        EVERYTHING(Accept.EVERYTHING),
        /** {@code --accept strays}. */
        STRAYS(Accept.STRAYS),
        /** {@code --accept broken}. */
        BROKEN(Accept.BROKEN),
        /** Nothing but mending the cause. */
        NONE("");

        private final String text;

        Remedy(String text) {
            this.text = text;
        }

        Remedy(Accept accept) {
            this.text = "--accept " + accept.word() + " allows it";
        }
    }

    /** For people. */
    public String text() {
        return subject + ": " + reason + (remedy.text.isEmpty() ? "" : " (" + remedy.text + ")");
    }

    /** Whether the operator has said what allows it, of what needs no word of its own. */
    public boolean met(boolean lokiStopped, boolean force) {
        return switch (remedy) {
            case FORCE -> force;
            case STOPPED -> force || lokiStopped;
            default -> false;
        };
    }

    /** Whether the operator has said what allows it. */
    public boolean met(Consent consent) {
        return switch (remedy) {
            case FORCE, STOPPED -> met(consent.lokiStopped(), consent.force());
            case YOUNG -> consent.accepts(Accept.YOUNG);
            case HALF -> consent.accepts(Accept.HALF);
            case EVERYTHING -> consent.accepts(Accept.EVERYTHING);
            case STRAYS -> consent.accepts(Accept.STRAYS);
            case BROKEN -> consent.accepts(Accept.BROKEN);
            case NONE -> false;
        };
    }
}
