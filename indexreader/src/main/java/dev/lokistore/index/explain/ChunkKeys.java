package dev.lokistore.index.explain;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.index.layout.ObjectKind;
import java.util.ArrayList;
import java.util.List;

/** Keys of chunks ({@code formats/chunks-and-layout.md#3-chunk-keys}). */
final class ChunkKeys {
    private static final String SINGLE_TENANT = "fake";

    private ChunkKeys() {}

    static KeyExplanation explain(String key, ChunkName name) {
        ChunkRef ref = name.ref();
        List<KeyPart> parts = new ArrayList<>();
        if (name.form() == ChunkForm.FILESYSTEM_FLAT) {
            parts.add(
                    new KeyPart("base64", key, "as Loki's filesystem store names " + ChunkKeyScheme.FLAT.format(ref)));
        }
        parts.add(tenant(ref.tenant()));
        parts.add(new KeyPart("fingerprint", ref.fingerprintHex(), fingerprint(ref.fingerprint())));
        String logical = ChunkKeyScheme.FLAT.format(ref);
        String times = logical.substring(
                ref.tenant().value().length() + 1 + ref.fingerprintHex().length() + 1);
        if (name.form() == ChunkForm.FILESYSTEM_NESTED) {
            String file = key.substring(key.lastIndexOf('/') + 1);
            parts.add(new KeyPart("base64", file, "as Loki's filesystem store names " + times));
        }
        String[] numbers = times.split(":", -1);
        parts.add(new KeyPart("from", numbers[0], KeyTimes.ofMillis(ref.fromMillis()) + ", the first entry"));
        parts.add(new KeyPart(
                "through",
                numbers[1],
                KeyTimes.ofMillis(ref.throughMillis()) + ", the last entry, "
                        + KeyTimes.later(ref.fromMillis(), ref.throughMillis())));
        parts.add(new KeyPart("checksum", numbers[2], "CRC-32C of the whole object"));
        String what = "a chunk: log lines of one stream; its key is one of schema "
                + (name.form().scheme() == ChunkKeyScheme.FLAT ? "v9 to v11" : "v12 and later");
        return new KeyExplanation(key, ObjectKind.CHUNK, what, parts, ref, ref.tenant(), null, null);
    }

    static KeyPart tenant(TenantId tenant) {
        boolean single = tenant.value().equals(SINGLE_TENANT);
        return new KeyPart("tenant", tenant.value(), single ? "the only tenant where auth_enabled is false" : "");
    }

    private static String fingerprint(long fingerprint) {
        return Long.compareUnsigned(fingerprint, Fingerprints.MAX_RESERVED) <= 0
                ? "of the stream; given by an ingester, since the labels' hash was taken"
                : "of the stream: hash of its labels";
    }
}
