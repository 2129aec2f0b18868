package dev.lokistore.index.tree;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.Problems;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.report.ChunkRow;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.ReportSink;
import dev.lokistore.index.report.StoreReports;
import dev.lokistore.index.report.StreamRow;
import dev.lokistore.index.report.UsageOptions;
import dev.lokistore.index.report.UsageRow;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tree as the index knows it. */
final class IndexTree extends StoreTree {
    private static final String DAY = "day";

    private final StoreReports reports;

    IndexTree(StoreReports reports) {
        this.reports = reports;
    }

    @Override
    void below(TreePath path, ReportQuery query, Problems problems, ReportSink<TreeNode> sink) throws IOException {
        switch (path.level()) {
            case STORE ->
                reports.tenants(
                        query,
                        problems,
                        row -> sink.accept(new TreeNode(
                                path.child(row.tenant().value()),
                                null,
                                row.streams(),
                                row.chunks(),
                                row.storedBytes(),
                                row.from(),
                                row.through(),
                                null,
                                null)));
            case TENANT -> days(path, query, problems, sink);
            case DAY -> reports.streams(query, problems, row -> sink.accept(stream(path, row)));
            case STREAM -> chunks(path, query, problems, sink);
            case CHUNK -> {
                // a leaf
            }
        }
    }

    private void days(TreePath path, ReportQuery query, Problems problems, ReportSink<TreeNode> sink)
            throws IOException {
        List<UsageRow> rows = new ArrayList<>();
        reports.usage(UsageOptions.by(DAY), query, problems, rows::add);
        rows.sort(Comparator.comparing(row -> row.group().getOrDefault(DAY, "")));
        for (UsageRow row : rows) {
            sink.accept(new TreeNode(
                    path.child(row.group().getOrDefault(DAY, "")),
                    null,
                    row.streams(),
                    row.chunks(),
                    row.storedBytes(),
                    null,
                    null,
                    null,
                    null));
        }
    }

    private static TreeNode stream(TreePath path, StreamRow row) {
        return new TreeNode(
                path.child(row.fingerprint()),
                row.labelsKnown() ? row.labels() : null,
                1,
                row.chunks(),
                row.storedBytes(),
                row.from(),
                row.through(),
                null,
                null);
    }

    /** The stream's labels are found first: with them only its own objects are listed. */
    private void chunks(TreePath path, ReportQuery query, Problems problems, ReportSink<TreeNode> sink)
            throws IOException {
        List<StreamRow> streams = new ArrayList<>();
        reports.streams(query, problems, row -> {
            if (row.fingerprint().equals(path.name())) {
                streams.add(row);
            }
        });
        if (streams.isEmpty()) {
            return;
        }
        StreamRow stream = streams.get(0);
        Labels labels = stream.labelsKnown() ? stream.labels() : null;
        List<LabelMatcher> matchers = new ArrayList<>(query.matchers());
        if (labels != null) {
            labels.asMap()
                    .forEach((name, value) -> matchers.add(new LabelMatcher(name, LabelMatcher.Operator.EQUAL, value)));
        }
        // what was wrong with the index was told above
        reports.chunks(query.withMatchers(matchers), StoreReports.Verification.LISTING, (subject, cause) -> {}, row -> {
            if (isOf(row, labels, stream)) {
                sink.accept(chunk(path, row));
            }
        });
    }

    @Override
    Map<TreeNode, List<TreeNode>> streams(TreePath day, ReportQuery query, Problems problems) throws IOException {
        Map<TreeNode, List<TreeNode>> streams = new LinkedHashMap<>();
        Map<Object, TreeNode> byIdentity = new HashMap<>();
        reports.streams(query, problems, row -> {
            TreeNode node = stream(day, row);
            streams.put(node, new ArrayList<>());
            byIdentity.put(row.labelsKnown() ? row.labels() : row.fingerprint(), node);
        });
        // what was wrong with the index was told above
        reports.chunks(query, StoreReports.Verification.LISTING, (subject, cause) -> {}, row -> {
            TreeNode stream = byIdentity.get(row.labels() == null ? row.ref().fingerprintHex() : row.labels());
            if (stream != null) {
                streams.computeIfAbsent(stream, node -> new ArrayList<>()).add(chunk(stream.path(), row));
            }
        });
        return streams;
    }

    private static boolean isOf(ChunkRow row, @Nullable Labels labels, StreamRow stream) {
        return labels != null
                ? labels.equals(row.labels())
                : row.ref().fingerprintHex().equals(stream.fingerprint());
    }

    private static TreeNode chunk(TreePath path, ChunkRow row) {
        return new TreeNode(
                path.child(row.ref()),
                row.labels(),
                1,
                1,
                row.storedBytes(),
                Instant.ofEpochMilli(row.ref().fromMillis()),
                Instant.ofEpochMilli(row.ref().throughMillis()),
                row.key(),
                row.state());
    }
}
