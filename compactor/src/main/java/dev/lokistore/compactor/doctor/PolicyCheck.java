package dev.lokistore.compactor.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.objectstore.BucketInspector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the bucket's policy lets anyone in, or keeps everyone from what Loki has to do. Statements with a condition are
 * taken for limited.
 */
record PolicyCheck(BucketInspector inspector) implements Check {
    /** What Loki does to objects; its compactor needs the last one. */
    private static final List<String> NEEDED =
            List.of("s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject");

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String subject() {
        return "policy of bucket " + inspector.bucket();
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.PUBLIC_BUCKET, Symptom.POLICY_DENIES);
    }

    @Override
    public void run(Findings findings) throws IOException {
        Optional<String> policy = inspector.policy();
        if (policy.isEmpty()) {
            return;
        }
        JsonNode document;
        try {
            document = JSON.readTree(policy.get());
        } catch (JsonProcessingException e) {
            findings.unchecked("the policy is no JSON");
            return;
        }
        for (JsonNode statement : each(document.path("Statement"))) {
            if (statement.path("Condition").isEmpty() && isAnyone(statement.path("Principal"))) {
                statement(statement, findings);
            }
        }
    }

    private void statement(JsonNode statement, Findings findings) {
        List<String> actions = new ArrayList<>();
        each(statement.path("Action")).forEach(action -> actions.add(action.asText()));
        String name = "statement '" + statement.path("Sid").asText() + "'";
        if (statement.path("Effect").asText().equals("Allow")) {
            findings.add(
                    Symptom.PUBLIC_BUCKET,
                    inspector.bucket(),
                    "the bucket's policy lets anyone in",
                    List.of(name + " allows " + String.join(", ", actions)));
            return;
        }
        List<String> denied = NEEDED.stream()
                .filter(needed -> actions.stream().anyMatch(action -> covers(action, needed)))
                .toList();
        if (statement.path("Effect").asText().equals("Deny") && !denied.isEmpty()) {
            findings.add(
                    Symptom.POLICY_DENIES,
                    inspector.bucket(),
                    "the bucket's policy denies everyone what Loki has to do",
                    List.of(name + " denies " + String.join(", ", denied)));
        }
    }

    /** Whether an action of a policy, which may have a star at its end, means another. */
    private static boolean covers(String action, String needed) {
        return action.endsWith("*")
                ? needed.regionMatches(true, 0, action, 0, action.length() - 1)
                : action.equalsIgnoreCase(needed);
    }

    private static boolean isAnyone(JsonNode principal) {
        for (JsonNode name : each(principal.isObject() ? principal.path("AWS") : principal)) {
            if (name.asText().equals("*")) {
                return true;
            }
        }
        return false;
    }

    private static Iterable<JsonNode> each(JsonNode oneOrMany) {
        return oneOrMany.isArray() ? oneOrMany : oneOrMany.isMissingNode() ? List.of() : List.of(oneOrMany);
    }
}
