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

/** Whether the bucket's policy lets anyone in. Statements with a condition are taken for limited. */
record PolicyCheck(BucketInspector inspector) implements Check {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String subject() {
        return "policy of bucket " + inspector.bucket();
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.PUBLIC_BUCKET);
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
            boolean open = statement.path("Effect").asText().equals("Allow")
                    && statement.path("Condition").isEmpty()
                    && isAnyone(statement.path("Principal"));
            if (open) {
                List<String> actions = new ArrayList<>();
                each(statement.path("Action")).forEach(action -> actions.add(action.asText()));
                findings.add(
                        Symptom.PUBLIC_BUCKET,
                        inspector.bucket(),
                        "the bucket's policy lets anyone in",
                        List.of("statement '" + statement.path("Sid").asText() + "' allows "
                                + String.join(", ", actions)));
            }
        }
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
