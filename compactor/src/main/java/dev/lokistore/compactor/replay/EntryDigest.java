package dev.lokistore.compactor.replay;

import dev.lokistore.compactor.digest.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Hashes of entries that depend on everything in them. */
final class EntryDigest {
    private EntryDigest() {}

    /** @param before what is hashed so far; empty at the start */
    static String chain(String before, ReplayEntry entry) {
        MessageDigest digest = Digests.sha256();
        Digests.addPart(digest, before);
        Digests.addPart(digest, entry.tenant().value());
        Digests.addPart(digest, entry.labels().toString());
        digest.update(
                ByteBuffer.allocate(Long.BYTES).putLong(entry.timestampNanos()).array());
        Digests.addPart(digest, entry.line());
        for (int i = 0; i < entry.metadata().size(); i++) {
            Digests.addPart(digest, entry.metadata().name(i));
            Digests.addPart(digest, entry.metadata().value(i));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
