package dev.lokistore.index.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Helm's templates in values: what only Helm can render is nothing here. */
final class Templates {
    private static final String OPEN = "{{";

    private Templates() {}

    static boolean isTemplate(String text) {
        return text.contains(OPEN);
    }

    /** The tree with nothing in the place of templates. */
    static YamlTree.Node without(YamlTree.Node node) {
        if (node instanceof YamlTree.Scalar scalar) {
            boolean template = scalar.text() != null && isTemplate(scalar.text());
            return template ? new YamlTree.Scalar(scalar.line(), null, false) : scalar;
        }
        if (node instanceof YamlTree.Sequence sequence) {
            return new YamlTree.Sequence(
                    sequence.line(),
                    sequence.elements().stream().map(Templates::without).toList());
        }
        YamlTree.Mapping mapping = (YamlTree.Mapping) node;
        Map<String, YamlTree.Node> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) -> entries.put(key, without(value)));
        return new YamlTree.Mapping(mapping.line(), entries);
    }
}
