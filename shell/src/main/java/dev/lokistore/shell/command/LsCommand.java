package dev.lokistore.shell.command;

import dev.lokistore.index.tree.TreeNode;
import dev.lokistore.index.tree.TreePath;
import dev.lokistore.shell.render.RowWriter;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ls}. */
@Command(
        name = "ls",
        description = {
            "Lists a place in the store seen as folders: /TENANT/DAY/STREAM/CHUNK. A stream is its fingerprint, or a"
                    + " selector that selects one; a day is YYYY-MM-DD, or its table.",
            "Reads the index and listings, and no chunk. Options and the shell's context narrow what is listed."
        },
        footer = {
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz ls /team-a",
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz ls -lh --sort size /team-a/2026-11-20",
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz ls -l '/team-a/2026-11-20/{app=\"kubelet\", pod=\"kubelet-0\"}'",
        })
final class LsCommand extends StoreCommand {
    /** What to sort by. */
    enum Order {
        NAME,
        SIZE,
        TIME,
        CHUNKS,
        STREAMS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** In the order in which people want to see them: names and times ascending, figures descending. */
        Comparator<TreeNode> comparator() {
            return switch (this) {
                case NAME -> (a, b) -> 0; // as it comes
                case SIZE -> Comparator.comparingLong(TreeNode::storedBytes).reversed();
                case TIME -> Comparator.comparing(node -> node.from() == null ? Instant.MIN : node.from());
                case CHUNKS -> Comparator.comparingLong(TreeNode::chunks).reversed();
                case STREAMS -> Comparator.comparingLong(TreeNode::streams).reversed();
            };
        }
    }

    @Parameters(arity = "0..1", paramLabel = "PATH", description = "The place. Default: where 'cd' went, else the top")
    private String path = "";

    @Option(
            names = {"-l", "--long"},
            description = "With streams, chunks, bytes, times and labels")
    private boolean longForm;

    @Option(
            names = {"-h", "--human"},
            description = "With -l: bytes as KiB, MiB")
    private boolean human;

    @Option(names = "--sort", paramLabel = "KEY", description = "name, size, time, chunks or streams. Default: name")
    private Order order = Order.NAME;

    @Option(
            names = {"-r", "--reverse"},
            description = "The other way round")
    private boolean reverse;

    @Option(names = "--no-index", description = "By the names of chunk objects: for stores whose index is lost")
    private boolean noIndex;

    @Override
    void execute(Run run) throws IOException {
        Places places = new Places(run, noIndex);
        TreePath place = places.resolve(path);
        List<TreeNode> nodes = nodes(run, places, place);
        nodes.sort(order.comparator());
        if (reverse) {
            Collections.reverse(nodes);
        }
        if (run.human() && !longForm) {
            names(run, nodes);
        } else {
            try (RowWriter<TreeNode> rows = run.rendering().rows(TreeText.view(longForm && !human))) {
                for (TreeNode node : nodes) {
                    rows.write(node);
                }
            }
        }
        if (nodes.isEmpty()) {
            run.nothingFound("nothing is in " + place);
        }
    }

    private static List<TreeNode> nodes(Run run, Places places, TreePath place) throws IOException {
        List<TreeNode> nodes = new ArrayList<>();
        if (place.level() == TreePath.Level.CHUNK) {
            nodes.add(places.find(place));
            return nodes;
        }
        places.tree().children(place, places.query(), run.problems(), nodes::add);
        if (nodes.isEmpty()
                && place.level() != TreePath.Level.STORE
                && run.problems().isEmpty()) {
            throw places.missing(place);
        }
        return nodes;
    }

    private static void names(Run run, List<TreeNode> nodes) {
        boolean folders = nodes.stream().allMatch(node -> node.path().level().compareTo(TreePath.Level.STREAM) < 0);
        if (folders) {
            run.out()
                    .print(new NameColumns(run.session().out().columns())
                            .of(nodes.stream()
                                    .map(node -> SafeText.escape(node.path().name()))
                                    .toList()));
        } else {
            for (TreeNode node : nodes) {
                run.out().println(node.path().name() + "  " + TreeText.summary(node));
            }
        }
        run.out().flush();
    }
}
