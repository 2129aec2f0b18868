package dev.lokistore.index.report;

import org.jspecify.annotations.Nullable;

/** A stream, by what is left of it without some labels. */
final class LabelStream {
    private final LabelShape shape;
    /** For each tally the hash of the labels that are left. */
    private final long[] rests;

    private long chunks;
    private long missingChunks;
    private long storedBytes;
    private @Nullable TenantTable table;
    private int number;

    LabelStream(LabelShape shape, LabelHashes hashes) {
        this.shape = shape;
        this.rests = new long[2 * shape.tallies().size()];
        for (int tally = 0; tally < shape.tallies().size(); tally++) {
            long high = hashes.high();
            long low = hashes.low();
            for (int label : shape.drops().get(tally)) {
                high -= hashes.high(label);
                low -= hashes.low(label);
            }
            rests[2 * tally] = high;
            rests[2 * tally + 1] = low;
        }
    }

    LabelShape shape() {
        return shape;
    }

    long restHigh(int tally) {
        return rests[2 * tally];
    }

    long restLow(int tally) {
        return rests[2 * tally + 1];
    }

    /** How many labels are left without those of the tally. */
    int restSize(int tally) {
        return shape.names().size() - shape.drops().get(tally).length;
    }

    /** A chunk that was in no table before. */
    void addChunk(Sight sight) {
        chunks++;
        missingChunks += sight.object() == null ? 1 : 0;
        storedBytes += sight.storedBytes();
    }

    long chunks() {
        return chunks;
    }

    long missingChunks() {
        return missingChunks;
    }

    long storedBytes() {
        return storedBytes;
    }

    boolean isIn(TenantTable some) {
        return table == some;
    }

    /** @param newNumber in that table */
    void enter(TenantTable newTable, int newNumber) {
        table = newTable;
        number = newNumber;
    }

    /** In the table that it entered last. */
    int number() {
        return number;
    }
}
