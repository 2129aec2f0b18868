package dev.lokistore.compactor.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.compactor.plan.PlanJson;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a plan's runs did, one object a record: its CRC-32C in hex, a space, JSON, a line feed. An object store writes an
 * object whole or not at all, and lasting, so that a record counts as soon as it is there. Safe for use by several threads.
 */
final class Journal {
    private static final int MAX_RECORD_BYTES = 256 << 20;
    private static final int CRC_DIGITS = 8;

    private final ObjectStore state;
    private final PlanId plan;
    private final JsonMapper json = PlanJson.mapper();
    private int next;

    private Journal(ObjectStore state, PlanId plan) {
        this.state = state;
        this.plan = plan;
    }

    /**
     * Opens a plan's journal, which may be empty.
     *
     * @param state the store itself, or a folder of this machine as a store
     * @param into told the records so far, in order
     */
    static Journal open(ObjectStore state, PlanId plan, List<JournalRecord> into) throws IOException {
        Journal journal = new Journal(state, plan);
        for (ObjectKey key : journal.keys()) {
            if (!key.equals(OwnKeys.record(plan, journal.next))) {
                throw new JournalException("the journal of plan " + plan + " has " + key + " where "
                        + OwnKeys.record(plan, journal.next) + " should be");
            }
            into.add(journal.read(key));
            journal.next++;
        }
        return journal;
    }

    private List<ObjectKey> keys() throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        try (Listing<ObjectInfo> listing = state.list(OwnKeys.journal(plan))) {
            while (listing.next()) {
                keys.add(listing.entry().key());
            }
        }
        return keys;
    }

    private JournalRecord read(ObjectKey key) throws IOException {
        String text = new String(state.readAll(key, MAX_RECORD_BYTES), StandardCharsets.UTF_8);
        boolean framed = text.length() > CRC_DIGITS + 1 && text.charAt(CRC_DIGITS) == ' ' && text.endsWith("\n");
        String body = framed ? text.substring(CRC_DIGITS + 1, text.length() - 1) : "";
        if (!framed || !text.startsWith(crc(body))) {
            throw new JournalException(key + " in " + state.name() + " is damaged: its checksum does not hold."
                    + " Nothing was done; restore the object, or look at what the plan did so far by hand");
        }
        try {
            return PlanJson.read(body.getBytes(StandardCharsets.UTF_8), JournalRecord.class);
        } catch (JsonProcessingException e) {
            throw new JournalException(key + " in " + state.name()
                    + " is of another version of Lokistore. Nothing was done; let that version"
                    + " finish the plan with 'apply --resume " + plan + "' or take it back with 'undo " + plan
                    + "'. To drop it as it is, with what it did so far, remove " + OwnKeys.plan(plan) + ": "
                    + e.getOriginalMessage());
        }
    }

    private static String crc(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    /** Writes a record; when this returns it lasts. */
    synchronized void append(JournalRecord record) throws IOException {
        String body = json.writeValueAsString(record);
        byte[] bytes = (crc(body) + ' ' + body + '\n').getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException("a record of " + bytes.length + " bytes");
        }
        state.put(OwnKeys.record(plan, next), bytes);
        next++;
    }
}
