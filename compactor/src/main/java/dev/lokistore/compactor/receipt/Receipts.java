package dev.lokistore.compactor.receipt;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.compactor.plan.PlanJson;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Receipts in a store, each with its SHA-256 beside it as {@code sha256sum} writes it: a copy elsewhere can be told by it. */
public final class Receipts {
    private static final String FOLDER = ".lokistore/receipts/";
    private static final int MAX_BYTES = 1 << 30;
    private static final int MAX_HASH_BYTES = 1 << 10;
    private static final int HASH_DIGITS = 64;

    private Receipts() {}

    public static ObjectKey key(PlanId plan) {
        return ObjectKey.of(FOLDER + plan + ".json");
    }

    static ObjectKey hashKey(PlanId plan) {
        return ObjectKey.of(FOLDER + plan + ".sha256");
    }

    /** Writes it, the hash last. */
    public static void write(Receipt receipt, ObjectStore store) throws IOException {
        byte[] bytes = PlanJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(receipt);
        store.put(key(receipt.plan()), bytes);
        String line = Digests.of(bytes) + "  " + receipt.plan() + ".json\n";
        store.put(hashKey(receipt.plan()), line.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The file of a receipt as the store has it.
     *
     * @throws StoreException of kind {@code NO_SUCH_OBJECT} if there is none
     */
    public static byte[] read(PlanId plan, ObjectReader store) throws IOException {
        return store.readAll(key(plan), MAX_BYTES);
    }

    /**
     * Reads a receipt.
     *
     * @param name for messages
     * @throws ReceiptException if it is none
     */
    public static Receipt parse(String name, byte[] bytes) throws IOException {
        try {
            Receipt receipt = PlanJson.read(bytes, Receipt.class);
            if (receipt.version() != Receipt.VERSION) {
                throw new ReceiptException(name + " is a receipt of version " + receipt.version()
                        + ", which this Lokistore does not know");
            }
            return receipt;
        } catch (JsonProcessingException e) {
            throw new ReceiptException(name + " is no receipt of Lokistore, or was damaged: " + e.getOriginalMessage());
        }
    }

    /** The SHA-256 that the store keeps of a plan's receipt, lower-case hex; empty if it keeps none. */
    public static Optional<String> hash(PlanId plan, ObjectReader store) throws IOException {
        try {
            String line = new String(store.readAll(hashKey(plan), MAX_HASH_BYTES), StandardCharsets.UTF_8);
            return Optional.of(line.substring(0, Math.min(HASH_DIGITS, line.length())));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
