package dev.lokistore.index.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.GoldenStore;
import dev.lokistore.index.report.ReportQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores as folders: what the index says against what the names of the objects say. */
@Tag("one-runtime")
class StoreTreeTest {
    private static final Problems NONE = (subject, cause) -> {
        throw new AssertionError(subject, cause);
    };

    @TempDir
    Path temporary;

    private static List<TreeNode> children(StoreTree tree, TreePath path, ReportQuery query) throws IOException {
        List<TreeNode> nodes = new ArrayList<>();
        tree.children(path, query, NONE, nodes::add);
        return nodes;
    }

    private static List<TreeNode> children(StoreTree tree, TreePath path) throws IOException {
        return children(tree, path, ReportQuery.ALL);
    }

    /** What both trees must agree on. */
    private static String figures(TreeNode node) {
        return node.path() + " " + node.streams() + " " + node.chunks() + " " + node.storedBytes();
    }

    private static List<String> figures(List<TreeNode> nodes) {
        return nodes.stream().map(StoreTreeTest::figures).sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "fs-multi-period", "fs-tsdb-v13-compacted", "minio-boltdb-v12"})
    void indexAndObjectsShowTheSameFolders(String name) throws IOException {
        LokiStore store = GoldenStore.load(name).open(temporary);
        StoreTree index = StoreTree.byIndex(store, 1);
        StoreTree objects = StoreTree.byObjects(store);

        List<TreeNode> tenants = children(index, TreePath.ROOT);
        assertThat(tenants).isNotEmpty();
        assertThat(figures(tenants)).isEqualTo(figures(children(objects, TreePath.ROOT)));
        for (TreeNode tenant : tenants) {
            List<TreeNode> days = children(index, tenant.path());
            assertThat(figures(days)).isEqualTo(figures(children(objects, tenant.path())));
            TreePath day = days.get(days.size() - 1).path();
            List<TreeNode> streams = children(index, day);
            assertThat(figures(streams)).isEqualTo(figures(children(objects, day)));
            assertThat(streams).allMatch(stream -> stream.labels() != null);
            TreePath stream = streams.get(0).path();
            List<TreeNode> chunks = children(index, stream);
            assertThat(chunks).hasSize((int) streams.get(0).chunks());
            assertThat(figures(chunks)).isEqualTo(figures(children(objects, stream)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-multi-period", "minio-boltdb-v12"})
    void onePassOverADayFindsWhatEachStreamHas(String name) throws IOException {
        LokiStore store = GoldenStore.load(name).open(temporary);
        for (StoreTree tree : List.of(StoreTree.byIndex(store, 1), StoreTree.byObjects(store))) {
            TreePath tenant = children(tree, TreePath.ROOT).get(0).path();
            TreePath day = children(tree, tenant).get(0).path();

            Map<TreeNode, List<TreeNode>> all = tree.grandchildren(day, ReportQuery.ALL, NONE);

            assertThat(all.keySet()).containsExactlyElementsOf(children(tree, day));
            for (Map.Entry<TreeNode, List<TreeNode>> stream : all.entrySet()) {
                assertThat(figures(stream.getValue()))
                        .isEqualTo(figures(children(tree, stream.getKey().path())));
            }
        }
    }

    @Test
    void theQueryNarrowsEveryLevel() throws IOException {
        LokiStore store = GoldenStore.load("fs-boltdb-v11").open(temporary);
        StoreTree tree = StoreTree.byIndex(store, 1);
        ReportQuery teamA = ReportQuery.ALL.withTenants(Set.of(TenantId.of("team-a")));
        ReportQuery kubelet =
                ReportQuery.ALL.withMatchers(Selector.parse("{app=\"kubelet\"}").matchers());
        TreePath day = TreePath.of(List.of("team-a", "2026-11-20"));
        ReportQuery morning = ReportQuery.ALL.withRange(
                new TimeRange(nanos("2026-11-20"), nanos("2026-11-20") + 6 * 3_600_000_000_000L));

        assertThat(children(tree, TreePath.ROOT, teamA))
                .extracting(node -> node.path().name())
                .containsExactly("team-a");
        assertThat(children(tree, TreePath.of(List.of("team-b")), teamA)).isEmpty();
        assertThat(children(tree, day, kubelet))
                .isNotEmpty()
                .allMatch(node -> node.labels() != null
                        && node.labels().valueOrEmpty("app").equals("kubelet"));
        assertThat(children(tree, TreePath.of(List.of("team-a")), morning))
                .extracting(node -> node.path().name())
                .containsExactly("2026-11-20");
        assertThat(children(tree, day, morning).stream()
                        .mapToLong(TreeNode::chunks)
                        .sum())
                .isBetween(
                        1L,
                        children(tree, day).stream().mapToLong(TreeNode::chunks).sum() - 1);
        assertThat(children(tree, TreePath.of(List.of("team-a", "2026-11-19")), morning))
                .isEmpty();
        assertThatThrownBy(() -> children(StoreTree.byObjects(store), day, kubelet))
                .hasMessageContaining("labels of streams are not known");
    }

    @Test
    void placesAreFoundOrNot() throws IOException {
        StoreTree tree = StoreTree.byIndex(GoldenStore.load("fs-boltdb-v11").open(temporary), 1);
        TreePath day = TreePath.of(List.of("team-a", "2026-11-20"));
        TreeNode stream = children(tree, day).get(0);
        TreeNode chunk = children(tree, stream.path()).get(0);

        for (TreePath path : List.of(TreePath.of(List.of("team-a")), day, stream.path(), chunk.path())) {
            assertThat(tree.find(path, ReportQuery.ALL, NONE).map(TreeNode::path))
                    .contains(path);
        }
        assertThat(tree.find(stream.path(), ReportQuery.ALL, NONE)).contains(stream);
        assertThat(TreePath.of(chunk.path().names())).isEqualTo(chunk.path());
        for (List<String> names : List.of(
                List.of("nobody"),
                List.of("team-a", "2020-01-01"),
                List.of("nobody", "2026-11-20"),
                List.of("team-a", "2026-11-20", "1"),
                List.of("team-a", "2026-11-20", stream.path().name(), "1:2:3"))) {
            assertThat(tree.find(TreePath.of(names), ReportQuery.ALL, NONE))
                    .as(names.toString())
                    .isEqualTo(Optional.empty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a/b/c/d/e", "../x", "t/2026-13-01", "t/2026-11-20/0a", "t/2026-11-20/A", "t/2026-11-20/a/1:2"})
    void whatIsNoPlaceIsRefused(String path) {
        assertThatThrownBy(() -> TreePath.of(List.of(path.split("/")))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void farDaysAreRefusedWhereTheyAreLookedAt() {
        TreePath far = TreePath.of(List.of("t", "+200000-01-01"));

        assertThat(far.day()).isEqualTo(LocalDate.of(200000, 1, 1));
        assertThatThrownBy(far::range).hasMessageContaining("too far away");
    }

    @Test
    void chunksOfTheObjectsAreThoseOfTheListing() throws IOException {
        GoldenStore golden = GoldenStore.load("fs-boltdb-v11");
        LokiStore store = golden.open(temporary);
        StoreTree tree = StoreTree.byObjects(store);

        Set<ChunkRef> found = new HashSet<>();
        for (TreeNode tenant : children(tree, TreePath.ROOT)) {
            for (TreeNode day : children(tree, tenant.path())) {
                tree.grandchildren(day.path(), ReportQuery.ALL, NONE)
                        .values()
                        .forEach(chunks ->
                                chunks.forEach(chunk -> found.add(chunk.path().chunk())));
            }
        }

        assertThat(found).hasSize(children(tree, TreePath.ROOT).stream().collect(Collectors.summingInt(tenant ->
                (int) tenant.chunks())));
    }

    private static long nanos(String day) {
        return LocalDate.parse(day).toEpochDay() * 86_400_000_000_000L;
    }
}
