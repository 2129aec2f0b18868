package dev.lokistore.compactor.doctor;

/** A release of Loki to upgrade to. */
public enum Release {
    V3_0("3.0"),
    V4_0("4.0");

    private final String label;

    Release(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException naming what there is */
    public static Release of(String text) {
        for (Release release : values()) {
            if (release.label.equals(text)) {
                return release;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is none of the releases that are known: 3.0, 4.0");
    }
}
