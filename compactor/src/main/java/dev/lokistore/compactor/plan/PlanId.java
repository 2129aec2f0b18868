package dev.lokistore.compactor.plan;

import java.util.regex.Pattern;

/** Names a plan: the first 16 hex digits of the SHA-256 of its file. The same plan always has the same id. */
public record PlanId(String value) implements Comparable<PlanId> {
    static final int LENGTH = 16;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{" + LENGTH + "}");

    public PlanId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is no plan's id: " + LENGTH + " hex digits");
        }
    }

    public static PlanId of(String value) {
        return new PlanId(value);
    }

    @Override
    public int compareTo(PlanId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
