package dev.lokistore.compactor.check;

import java.util.Locale;

/** How bad a finding is; the worse the later. */
public enum Severity {
    /** Good to know. */
    INFO,
    /** Wrong, or about to be. */
    WARNING,
    /** Data is lost, unreadable, or in danger. */
    ERROR;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
