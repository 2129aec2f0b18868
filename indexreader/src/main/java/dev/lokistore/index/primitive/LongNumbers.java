package dev.lokistore.index.primitive;

/** Distinct longs, numbered as they come. Not thread-safe. */
public final class LongNumbers {
    private final LongList values = new LongList();
    private final Numbering numbering = new Numbering();

    /** The value's number, the next one if it is new. */
    public int numberOf(long value) {
        long hash = Numbering.mix(value ^ numbering.seed());
        int found = numbering.find(hash, number -> values.get(number) == value);
        if (found >= 0) {
            return found;
        }
        values.add(value);
        return numbering.add(hash);
    }

    public long get(int number) {
        return values.get(number);
    }

    public int size() {
        return values.size();
    }
}
