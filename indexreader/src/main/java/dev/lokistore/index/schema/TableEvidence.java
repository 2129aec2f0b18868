package dev.lokistore.index.schema;

import dev.lokistore.index.boltdb.BoltdbEvidence;

/**
 * What a table tells of its schema period.
 *
 * @param version schema version; 0 if nothing could be told
 * @param rows of a boltdb table
 * @param note what was assumed, empty if nothing
 */
record TableEvidence(int version, BoltdbEvidence rows, String note) {
    static TableEvidence certain(int version) {
        return new TableEvidence(version, BoltdbEvidence.NONE, "");
    }

    static TableEvidence unknown(String why) {
        return new TableEvidence(0, BoltdbEvidence.NONE, why);
    }

    boolean known() {
        return version > 0;
    }
}
