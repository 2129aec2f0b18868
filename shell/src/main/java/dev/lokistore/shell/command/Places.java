package dev.lokistore.shell.command;

import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.tree.StoreTree;
import dev.lokistore.index.tree.TreeNode;
import dev.lokistore.index.tree.TreePath;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds places in the tree of the store of a run. */
final class Places {
    private static final int SHOWN = 10;

    private final Run run;
    private final StoreTree tree;
    private final String store;

    /** @param byObjects by the names of chunk objects, without an index; so or so where there is no index */
    Places(Run run, boolean byObjects) throws IOException {
        this.run = run;
        this.store = run.loki().objects().name();
        boolean noIndex = byObjects || run.loki().tables().isEmpty();
        if (noIndex && !byObjects) {
            run.note("there is no index: by the names of chunk objects, without labels");
        }
        this.tree = noIndex ? StoreTree.byObjects(run.loki()) : StoreTree.byIndex(run.loki(), run.concurrency());
    }

    StoreTree tree() {
        return tree;
    }

    /** What the options and the session's selector narrow the tree to. */
    ReportQuery query() throws IOException {
        return run.reportQuery().withMatchers(run.inheritedSelector().matchers());
    }

    /**
     * The place that is meant, which may not exist. A table stands for its day, and a selector for the one stream of that
     * day which it selects.
     *
     * @param text relative to the session's place
     * @throws UsageException if it cannot be a place
     */
    TreePath resolve(String text) throws IOException {
        TreePath path = TreePath.ROOT;
        for (String name : PlaceNames.resolve(run.session().context().place(), text)) {
            path = child(path, name);
        }
        return path;
    }

    private TreePath child(TreePath parent, String name) throws IOException {
        try {
            if (parent.level() == TreePath.Level.TENANT) {
                return parent.child(day(name));
            }
            if (parent.level() == TreePath.Level.DAY && name.startsWith("{")) {
                return stream(parent, name);
            }
            return parent.child(name);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private String day(String name) throws IOException {
        for (Table table : run.loki().tables()) {
            if (table.name().equals(name)) {
                return table.day().toString();
            }
        }
        return name;
    }

    private TreePath stream(TreePath day, String text) throws IOException {
        Selector selector = Selector.parse(text);
        List<TreeNode> streams = new ArrayList<>();
        tree.children(day, query().withMatchers(selector.matchers()), run.problems(), streams::add);
        if (streams.isEmpty()) {
            throw new NotFoundException("no stream of " + day + " matches " + text);
        }
        if (streams.size() > 1) {
            StringBuilder message = new StringBuilder(text + " matches " + streams.size() + " streams of " + day + ":");
            streams.stream()
                    .limit(SHOWN)
                    .forEach(stream -> message.append("\n  ")
                            .append(stream.path().name())
                            .append("  ")
                            .append(TreeText.labels(stream)));
            if (streams.size() > SHOWN) {
                message.append("\n  and ").append(streams.size() - SHOWN).append(" more");
            }
            throw new UsageException(message.toString());
        }
        return streams.get(0).path();
    }

    /**
     * The node at a place.
     *
     * @throws NotFoundException if there is none
     */
    TreeNode find(TreePath path) throws IOException {
        return tree.find(path, query(), run.problems()).orElseThrow(() -> missing(path));
    }

    /**
     * Makes sure that there is such a place, more cheaply than {@link #find}: of a day, that there is a table for it.
     *
     * @throws NotFoundException if there is none
     */
    void check(TreePath path) throws IOException {
        boolean known = switch (path.level()) {
            case STORE -> true;
            case TENANT -> isTenant(path);
            case DAY -> isTenant(path) && isDay(path);
            case STREAM, CHUNK -> false;
        };
        if (!known) {
            find(path);
        }
    }

    private boolean isTenant(TreePath path) throws IOException {
        return run.loki().tenantsInNames().contains(path.tenant());
    }

    private boolean isDay(TreePath path) throws IOException {
        long day = path.day() == null ? 0 : path.day().toEpochDay();
        return run.loki().tables().stream().anyMatch(table -> table.firstDay() <= day && day <= table.lastDay());
    }

    NotFoundException missing(TreePath path) {
        return new NotFoundException(
                switch (path.level()) {
                    case STORE -> "there is nothing in " + store;
                    case TENANT -> "there is no tenant '" + path.name() + "' in " + store;
                    case DAY -> "tenant '" + path.tenant() + "' has no chunk on " + path.day() + " in " + store;
                    case STREAM -> "there is no stream " + path + " in " + store;
                    case CHUNK -> "there is no chunk " + path + " in " + store;
                });
    }
}
