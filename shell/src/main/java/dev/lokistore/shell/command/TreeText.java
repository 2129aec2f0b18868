package dev.lokistore.shell.command;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.report.ChunkRow;
import dev.lokistore.index.tree.TreeNode;
import dev.lokistore.index.tree.TreePath.Level;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.Times;
import dev.lokistore.shell.terminal.SafeText;
import org.jspecify.annotations.Nullable;

/** Nodes of the tree as records and as text. */
final class TreeText {
    private TreeText() {}

    /** @param exactBytes whether people see every byte instead of KiB and MiB */
    static RecordView<TreeNode> view(boolean exactBytes) {
        return RecordView.<TreeNode>builder()
                .field("name", FieldKind.KEY, Shown.ALWAYS, node -> node.path().name())
                .field("path", FieldKind.KEY, Shown.DATA, node -> node.path().toString())
                .field(
                        "kind",
                        FieldKind.TEXT,
                        Shown.DATA,
                        node -> node.path().level().label())
                .count("streams", node -> above(node, Level.STREAM) ? (Long) node.streams() : null)
                .count("chunks", node -> above(node, Level.CHUNK) ? (Long) node.chunks() : null)
                .field(
                        "storedBytes",
                        exactBytes ? FieldKind.COUNT : FieldKind.BYTES,
                        Shown.ALWAYS,
                        TreeNode::storedBytes)
                .millis("from", node -> Views.millis(node.from()))
                .millis("through", node -> Views.millis(node.through()))
                .field(
                        "labels",
                        FieldKind.LABELS,
                        Shown.ALWAYS,
                        node -> above(node, Level.CHUNK) ? Views.labels(node.labels()) : null)
                .text(
                        "state",
                        node -> node.state() == null ? null : node.state().label())
                .field("key", FieldKind.KEY, Shown.WIDE, TreeNode::key)
                .build();
    }

    private static boolean above(TreeNode node, Level level) {
        return node.path().level().compareTo(level) < 0;
    }

    /** As LogQL; for messages, not made safe. */
    static String labels(TreeNode node) {
        Labels labels = node.labels();
        return labels == null ? "(labels not known)" : labels.toString();
    }

    /** What a person wants to know of a node besides its name; safe on a terminal. */
    static String summary(TreeNode node) {
        String size = Quantity.bytes(node.storedBytes());
        return switch (node.path().level()) {
            case STORE, TENANT, DAY ->
                count(node.streams(), "stream") + ", " + count(node.chunks(), "chunk") + ", " + size;
            case STREAM -> SafeText.escape(labels(node)) + "  " + count(node.chunks(), "chunk") + ", " + size;
            case CHUNK -> times(node) + "  " + size + missing(node.state());
        };
    }

    private static String times(TreeNode node) {
        return node.from() == null || node.through() == null
                ? ""
                : Times.seconds(node.from().toEpochMilli()) + " .. "
                        + Times.seconds(node.through().toEpochMilli());
    }

    private static String missing(ChunkRow.@Nullable State state) {
        return state == null || state == ChunkRow.State.OK ? "" : "  " + state.label();
    }

    private static String count(long number, String what) {
        return Quantity.count(number) + " " + what + (number == 1 ? "" : "s");
    }
}
