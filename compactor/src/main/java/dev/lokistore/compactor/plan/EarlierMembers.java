package dev.lokistore.compactor.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Members that plans, journals and receipts did not have from the beginning, and what it means that they lack: so that a plan
 * which an earlier version began can be finished, and a receipt is good for as long as it is kept.
 */
final class EarlierMembers {
    private EarlierMembers() {}

    /** Adds to a value as an earlier version wrote it what it lacks; false if that is nothing. */
    static boolean complete(JsonNode value) {
        if (!(value instanceof ObjectNode object)) {
            return false;
        }
        if (object.path("work").path("type").asText().equals("requests")) {
            return array(object.path("work"), "pending");
        }
        if (object.path("record").asText().equals("requests-announced") && !object.has("former")) {
            object.putNull("former");
            return true;
        }
        return object.has("plan") && object.has("others") && array(object, "requests");
    }

    private static boolean array(JsonNode in, String name) {
        if (!(in instanceof ObjectNode object) || object.has(name)) {
            return false;
        }
        object.putArray(name);
        return true;
    }
}
