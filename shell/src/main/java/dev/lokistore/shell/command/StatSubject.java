package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.explain.KeyExplainer;
import dev.lokistore.index.explain.KeyExplanation;
import dev.lokistore.index.layout.ObjectKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.tree.TreeNode;
import dev.lokistore.index.tree.TreePath;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what a name is: the key of an object, the folder of a table, or a place in the tree. */
final class StatSubject {
    private final Run run;
    private final LokiStore loki;

    StatSubject(Run run) throws IOException {
        this.run = run;
        this.loki = run.loki();
    }

    /** From the key alone. */
    static StatRow withoutStore(String text) {
        KeyExplanation key = KeyExplainer.ofAnyStore().explain(text);
        String logical = key.kind() == ObjectKind.CHUNK ? null : key.key();
        return new StatRow(text, label(key.kind()), key.what(), null, key, logical, null, null, null, null);
    }

    StatRow describe(String text) throws IOException {
        String name = text.length() > 1 && text.startsWith("/") ? text.substring(1) : text;
        KeyExplanation key = name.isEmpty() || name.equals("/") ? null : new KeyExplainer(loki.layout()).explain(name);
        if (key != null && key.kind() != ObjectKind.UNKNOWN && key.kind() != ObjectKind.DIRECTORY_MARKER) {
            return object(text, key);
        }
        Optional<StatRow> folder = folder(text, name);
        if (folder.isPresent()) {
            return folder.get();
        }
        Optional<StatRow> place = place(text);
        return place.isPresent() || key == null ? place.orElseThrow() : object(text, key);
    }

    private StatRow object(String text, KeyExplanation key) throws IOException {
        ChunkRef ref = key.chunk();
        Optional<ObjectInfo> object = ref == null ? head(key.key()) : loki.locate(ref);
        Labels labels = ref == null || object.isEmpty() ? null : labels(object.get());
        String logical = ref == null ? key.key() : loki.logicalKey(ref);
        return new StatRow(
                text,
                label(key.kind()),
                key.what(),
                object.isPresent(),
                key,
                logical,
                object.orElse(null),
                null,
                null,
                labels);
    }

    private Optional<ObjectInfo> head(String key) throws IOException {
        try {
            return Optional.of(loki.objects().head(ObjectKey.of(key)));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT || e.kind() == StoreException.Kind.OUTSIDE_ROOT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private @Nullable Labels labels(ObjectInfo object) {
        try {
            return ChunkReader.open(loki.ranged(object), ReadOptions.DEFAULT)
                    .header()
                    .labels();
        } catch (IOException e) {
            run.problems().report(object.key().value(), e);
            return null;
        }
    }

    /** A folder below an index prefix, or such a prefix. */
    private Optional<StatRow> folder(String text, String name) throws IOException {
        String bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        for (String prefix : loki.layout().indexPrefixes()) {
            if ((bare + "/").equals(prefix)) {
                return Optional.of(folder(text, "folder", "where index tables lie; 'tables' lists them", null));
            }
        }
        for (Table table : loki.tables()) {
            boolean named = bare.equals(table.name());
            for (String prefix : loki.layout().indexPrefixes()) {
                named |= bare.equals(prefix + table.name());
            }
            if (named) {
                return Optional.of(folder(text, "table", tableText(table), table));
            }
        }
        return Optional.empty();
    }

    private static StatRow folder(String text, String kind, String what, @Nullable Table table) {
        return new StatRow(text, kind, what, true, null, null, null, null, table, null);
    }

    private static String tableText(Table table) {
        String days = table.firstDay() == table.lastDay() ? "of one day" : "of one week";
        return "an index table (" + table.kind().label() + ") " + days + ", "
                + (table.compacted() ? "compacted" : "not compacted");
    }

    private Optional<StatRow> place(String text) throws IOException {
        try {
            Places places = new Places(run, false);
            TreePath path = places.resolve(text);
            if (path.level() == TreePath.Level.STORE) {
                return Optional.of(node(text, "the store; 'info' tells more", all(places)));
            }
            TreeNode node = places.find(path);
            if (node.key() != null) {
                return Optional.of(object(text, new KeyExplainer(loki.layout()).explain(node.key())));
            }
            return Optional.of(node(text, what(path), node));
        } catch (UsageException | NotFoundException e) {
            return Optional.empty();
        }
    }

    private TreeNode all(Places places) throws IOException {
        List<TreeNode> tenants = new ArrayList<>();
        places.tree().children(TreePath.ROOT, places.query(), run.problems(), tenants::add);
        return new TreeNode(
                TreePath.ROOT,
                null,
                tenants.stream().mapToLong(TreeNode::streams).sum(),
                tenants.stream().mapToLong(TreeNode::chunks).sum(),
                tenants.stream().mapToLong(TreeNode::storedBytes).sum(),
                null,
                null,
                null,
                null);
    }

    private static StatRow node(String text, String what, TreeNode node) {
        TreePath path = node.path();
        return new StatRow(text, path.level().label(), what, true, null, null, null, node, null, node.labels());
    }

    private static String what(TreePath path) {
        return switch (path.level()) {
            case STORE, CHUNK -> throw new IllegalStateException(path.toString());
            case TENANT -> "a tenant";
            case DAY -> "a day of a tenant, UTC";
            case STREAM -> "a stream: one set of labels of a tenant, on one day";
        };
    }

    private static String label(ObjectKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
