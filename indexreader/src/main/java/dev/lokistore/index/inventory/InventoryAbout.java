package dev.lokistore.index.inventory;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.PackWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an inventory is of. Comes from the file: the texts may be anybody's.
 *
 * @param store URI of the store, without credentials
 * @param root of the Loki store below it: empty, or ends with {@code /}
 * @param savedAt when it was begun; the present time for reports on it
 * @param tool that saved it, with its version
 * @param objects listed, of all kinds
 * @param storedBytes of all of them
 * @param chunks among them
 * @param chunkBytes of the chunks
 * @param indexFiles among the objects
 * @param indexBytes of the index files
 * @param heldObjects whose content is in the inventory
 * @param heldBytes of their content
 * @param problems that were met when it was saved
 * @param faults the first of them
 */
public record InventoryAbout(
        String store,
        String root,
        Instant savedAt,
        String tool,
        long objects,
        long storedBytes,
        long chunks,
        long chunkBytes,
        long indexFiles,
        long indexBytes,
        long heldObjects,
        long heldBytes,
        long problems,
        List<Fault> faults) {
    /** Faults that are kept. */
    public static final int MAX_FAULTS = 1_000;

    private static final int FIGURES = 9;
    private static final int MAX_NANO = 999_999_999;
    /** Of the year 2199: reports reckon with it in nanoseconds of 64 bits. */
    private static final long LAST_SECOND = 7_258_118_399L;

    /** What could not be read, and why. */
    public record Fault(String subject, String message) {}

    public InventoryAbout {
        faults = List.copyOf(faults);
    }

    /** Whether everything was read that belongs into an inventory. */
    public boolean complete() {
        return problems == 0;
    }

    void write(PackWriter out) {
        out.text(store).text(root).varint(savedAt.getEpochSecond()).uvarint(savedAt.getNano());
        out.text(tool);
        out.uvarint(objects).uvarint(storedBytes).uvarint(chunks).uvarint(chunkBytes);
        out.uvarint(indexFiles).uvarint(indexBytes).uvarint(heldObjects).uvarint(heldBytes);
        out.uvarint(problems).uvarint(faults.size());
        faults.forEach(fault -> out.text(fault.subject()).text(fault.message()));
    }

    static InventoryAbout read(PackReader in) throws CorruptDataException {
        String store = in.text("store");
        String root = in.text("root");
        long second = in.varint("time");
        if (second < 0 || second > LAST_SECOND) {
            throw in.corrupt("time", "0 to " + LAST_SECOND + " s", second);
        }
        Instant savedAt = Instant.ofEpochSecond(second, in.uvarintUpTo(MAX_NANO, "nanoseconds"));
        String tool = in.text("tool");
        long[] figures = new long[FIGURES];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = in.uvarint("figure");
            if (figures[i] < 0) {
                throw in.corrupt("figure", "63 bits", Long.toUnsignedString(figures[i]));
            }
        }
        List<Fault> faults = new ArrayList<>();
        int count = in.uvarintUpTo(MAX_FAULTS, "faults");
        for (int i = 0; i < count; i++) {
            faults.add(new Fault(in.text("subject"), in.text("message")));
        }
        return new InventoryAbout(
                store,
                root,
                savedAt,
                tool,
                figures[0],
                figures[1],
                figures[2],
                figures[3],
                figures[4],
                figures[5],
                figures[6],
                figures[7],
                figures[8],
                faults);
    }
}
