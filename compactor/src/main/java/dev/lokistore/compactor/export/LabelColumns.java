package dev.lokistore.compactor.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Labels that have a column of their own.
 *
 * @param labels their names, none twice
 */
public record LabelColumns(List<String> labels) {
    public static final LabelColumns NONE = new LabelColumns(List.of());

    /** A column is called like its label, unless another one is: readers ignore case. */
    record Column(String name, String label) {}

    public LabelColumns {
        labels = List.copyOf(labels);
        if (new HashSet<>(labels).size() < labels.size() || labels.contains("")) {
            throw new IllegalArgumentException("labels for columns must differ and have names: " + labels);
        }
    }

    /** @param others columns that every file has */
    List<Column> beside(List<String> others) {
        Set<String> taken = new HashSet<>();
        others.forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
        List<Column> columns = new ArrayList<>();
        for (String label : labels) {
            String name = label;
            while (!taken.add(name.toLowerCase(Locale.ROOT))) {
                name = "label_" + name;
            }
            columns.add(new Column(name, label));
        }
        return columns;
    }
}
