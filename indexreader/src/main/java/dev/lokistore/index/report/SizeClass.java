package dev.lokistore.index.report;

/**
 * Sizes from a power of two to below the next one; the lowest class has size 0 too.
 *
 * @param exponent of the lower bound, 0 to 62
 */
public record SizeClass(int exponent) implements Comparable<SizeClass> {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int BITS_PER_UNIT = 10;
    static final int LAST = Long.SIZE - 2;

    public SizeClass {
        if (exponent < 0 || exponent > LAST) {
            throw new IllegalArgumentException("exponent is " + exponent + " but must be 0 to " + LAST);
        }
    }

    /** @param bytes 0 or more */
    public static SizeClass of(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes");
        }
        return new SizeClass(Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, bytes)));
    }

    /** In bytes. */
    public long atLeast() {
        return exponent == 0 ? 0 : 1L << exponent;
    }

    /** In bytes, exclusive; the largest number for the last class. */
    public long below() {
        return exponent == LAST ? Long.MAX_VALUE : 1L << exponent + 1;
    }

    @Override
    public int compareTo(SizeClass other) {
        return Integer.compare(exponent, other.exponent);
    }

    /** {@code 0B-2B}, {@code 1KiB-2KiB}, {@code 512KiB-1MiB}. */
    @Override
    public String toString() {
        return (exponent == 0 ? "0B" : text(exponent)) + "-" + text(exponent + 1);
    }

    private static String text(int power) {
        return (1L << power % BITS_PER_UNIT) + UNITS[power / BITS_PER_UNIT];
    }
}
