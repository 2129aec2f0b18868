package dev.lokistore.compactor.guard;

/**
 * Why something must not be changed now.
 *
 * @param subject a table's name, or the store
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
        /** Nothing but mending the cause. */
        NONE("");

        private final String text;

        Remedy(String text) {
            this.text = text;
        }
    }

    /** For people. */
    public String text() {
        return subject + ": " + reason + (remedy.text.isEmpty() ? "" : " (" + remedy.text + ")");
    }

    /** Whether the operator has said what allows it. */
    public boolean met(boolean lokiStopped, boolean force) {
        return switch (remedy) {
            case FORCE -> force;
            case STOPPED -> force || lokiStopped;
            case NONE -> false;
        };
    }
}
