package dev.lokistore.index;

/** How much a test tries: a sample in every build, far more with {@code mvn -Pexhaustive verify}. */
public final class Effort {
    private static final boolean EXHAUSTIVE = Boolean.getBoolean("lokistore.exhaustive");

    private Effort() {}

    /** The number of tries. */
    public static int of(int sample, int exhaustive) {
        return EXHAUSTIVE ? exhaustive : sample;
    }
}
