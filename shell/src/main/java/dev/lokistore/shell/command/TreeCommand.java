package dev.lokistore.shell.command;

import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.tree.StoreTree;
import dev.lokistore.index.tree.TreeNode;
import dev.lokistore.index.tree.TreePath;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.RowWriter;
import dev.lokistore.shell.terminal.Glyphs;
import dev.lokistore.shell.terminal.SafeText;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tree}. */
@Command(
        name = "tree",
        description = {
            "Shows a place in the store and what is below it: tenants, their days, streams, chunks. Reads the index and"
                    + " listings, and no chunk."
        },
        footer = {
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz tree",
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz tree /team-a/2026-11-20 --depth 1"
        })
final class TreeCommand extends StoreCommand {
    private static final int DEFAULT_DEPTH = 2;

    @Parameters(arity = "0..1", paramLabel = "PATH", description = "The place. Default: where 'cd' went, else the top")
    private String path = "";

    @Option(
            names = {"-L", "--depth"},
            paramLabel = "N",
            description = "Levels below the place. Default: 2")
    private int depth = DEFAULT_DEPTH;

    @Option(names = "--no-index", description = "By the names of chunk objects: for stores whose index is lost")
    private boolean noIndex;

    @Override
    void execute(Run run) throws IOException {
        if (depth < 1) {
            throw new UsageException("--depth is " + depth + " but must be 1 or more");
        }
        Places places = new Places(run, noIndex);
        TreePath place = places.resolve(path);
        boolean top = place.level() == TreePath.Level.STORE;
        if (!top) {
            places.find(place);
        }
        Sink sink = run.human()
                ? new Drawing(run, place)
                : new Records(run.rendering().rows(TreeText.view(false)));
        try (sink) {
            new Walk(run, places.tree(), places.query(), sink).below(place, depth);
        }
    }

    /** Takes nodes as the walk comes by. */
    private interface Sink extends Closeable {
        /** @param last for each level from the top of the walk, whether nothing follows there */
        void accept(TreeNode node, List<Boolean> last) throws IOException;
    }

    private record Records(RowWriter<TreeNode> rows) implements Sink {
        @Override
        public void accept(TreeNode node, List<Boolean> last) throws IOException {
            rows.write(node);
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }

    private static final class Drawing implements Sink {
        private final Run run;
        private final Glyphs glyphs;

        Drawing(Run run, TreePath place) {
            this.run = run;
            this.glyphs = Glyphs.of(run.session().environment()::get);
            run.out().println(run.style().bold(SafeText.escape(place.toString())));
        }

        @Override
        public void accept(TreeNode node, List<Boolean> last) {
            StringBuilder branches = new StringBuilder();
            for (int i = 0; i < last.size(); i++) {
                branches.append(glyphs.branch(i == last.size() - 1, last.get(i)));
            }
            run.out()
                    .println(branches
                            + run.style().name(SafeText.escape(node.path().name())) + "  " + TreeText.summary(node));
        }

        @Override
        public void close() {
            run.out().flush();
        }
    }

    /** Goes down, one folder in memory for each level. */
    private record Walk(Run run, StoreTree tree, ReportQuery query, Sink sink) {
        void below(TreePath place, int levels) throws IOException {
            below(place, levels, List.of());
        }

        private void below(TreePath place, int levels, List<Boolean> above) throws IOException {
            if (place.level() == TreePath.Level.DAY && levels > 1) {
                streams(place, above);
                return;
            }
            List<TreeNode> children = new ArrayList<>();
            tree.children(place, query, run.problems(), children::add);
            for (int i = 0; i < children.size(); i++) {
                List<Boolean> last = with(above, i == children.size() - 1);
                sink.accept(children.get(i), last);
                if (levels > 1) {
                    below(children.get(i).path(), levels - 1, last);
                }
            }
        }

        /** Streams with their chunks, from one pass over the day: not one for each stream. */
        private void streams(TreePath day, List<Boolean> above) throws IOException {
            int left = 0;
            Map<TreeNode, List<TreeNode>> streams = tree.grandchildren(day, query, run.problems());
            for (Map.Entry<TreeNode, List<TreeNode>> stream : streams.entrySet()) {
                List<Boolean> last = with(above, ++left == streams.size());
                sink.accept(stream.getKey(), last);
                List<TreeNode> chunks = stream.getValue();
                for (int i = 0; i < chunks.size(); i++) {
                    sink.accept(chunks.get(i), with(last, i == chunks.size() - 1));
                }
            }
        }

        private static List<Boolean> with(List<Boolean> above, boolean last) {
            List<Boolean> longer = new ArrayList<>(above);
            longer.add(last);
            return longer;
        }
    }
}
