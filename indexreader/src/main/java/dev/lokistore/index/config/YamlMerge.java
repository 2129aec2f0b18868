package dev.lokistore.index.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays one tree over another, as Helm does: mappings are merged, everything else is replaced. */
final class YamlMerge {
    private final String source;
    private final List<ConfigFault> faults;
    private final String winner;

    /**
     * @param faults told of values that are replaced by others
     * @param winner what the tree on top is called, for messages
     */
    YamlMerge(String source, List<ConfigFault> faults, String winner) {
        this.source = source;
        this.faults = faults;
        this.winner = winner;
    }

    /** Without a word about what is replaced. */
    static YamlTree.Node quiet(YamlTree.Node below, YamlTree.Node above) {
        return new YamlMerge("", new ArrayList<>(), "").merge(below, above);
    }

    YamlTree.Node merge(YamlTree.Node below, YamlTree.Node above) {
        return merge("", below, above);
    }

    private YamlTree.Node merge(String path, YamlTree.Node below, YamlTree.Node above) {
        if (!(below instanceof YamlTree.Mapping old) || !(above instanceof YamlTree.Mapping added)) {
            tell(path, below, above);
            return above;
        }
        Map<String, YamlTree.Node> entries = new LinkedHashMap<>(old.entries());
        added.entries()
                .forEach((key, value) ->
                        entries.merge(key, value, (b, a) -> merge(path.isEmpty() ? key : path + "." + key, b, a)));
        return new YamlTree.Mapping(old.line(), entries);
    }

    /** Of what the chart has by itself, which no line gives, to replace it is no contradiction. */
    private void tell(String path, YamlTree.Node below, YamlTree.Node above) {
        if (below.line() > 0 && !same(below, above)) {
            faults.add(new ConfigFault(
                    ConfigFault.Severity.WARNING,
                    source,
                    above.line(),
                    path + " of " + winner + " takes the place of what line " + below.line() + " gives"));
        }
    }

    private static boolean same(YamlTree.Node below, YamlTree.Node above) {
        return below instanceof YamlTree.Scalar old
                && above instanceof YamlTree.Scalar added
                && (old.text() == null || old.text().equals(added.text()));
    }
}
