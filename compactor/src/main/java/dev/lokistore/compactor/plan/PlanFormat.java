package dev.lokistore.compactor.plan;

import dev.lokistore.compactor.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A plan's file: JSON, in lines, so that it can be read and compared by people and task by task by us.
 *
 * <pre>
 * {"lokistorePlan":1,"id":"0123456789abcdef",
 * "header":{...},
 * "totals":{...},
 * "tasks":[
 * {...},
 * {...}
 * ]}
 * </pre>
 *
 * The id is the SHA-256 of the file with zeros in its place, cut to 16 digits. Tasks come in the order in which they are
 * done.
 */
final class PlanFormat {
    static final int VERSION = 1;
    static final String BEFORE_ID = "{\"lokistorePlan\":" + VERSION + ",\"id\":\"";
    static final String AFTER_ID = "\",\n";
    static final String HEADER = "\"header\":";
    static final String TOTALS = "\"totals\":";
    static final String END_OF_MEMBER = ",\n";
    static final String TASKS = "\"tasks\":[\n";
    static final String BETWEEN_TASKS = ",\n";
    static final String END = "\n]}\n";
    private static final String NO_ID = "0".repeat(PlanId.LENGTH);

    private PlanFormat() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Of everything behind the first line, which is the same but for the id. */
    static MessageDigest digest() {
        MessageDigest digest = Digests.sha256();
        digest.update(bytes(BEFORE_ID + NO_ID + AFTER_ID));
        return digest;
    }

    static PlanId id(MessageDigest digest) {
        return PlanId.of(HexFormat.of().formatHex(digest.digest()).substring(0, PlanId.LENGTH));
    }
}
