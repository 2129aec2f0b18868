package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.StoreReports;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.tree.StoreTree;
import dev.lokistore.index.tree.TreeNode;
import dev.lokistore.index.tree.TreePath;
import dev.lokistore.shell.SessionContext;
import dev.lokistore.shell.SessionMemory;
import dev.lokistore.shell.render.Times;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in the store in use, for completion. They are found out by a thread of its own and kept for a while; whoever asks
 * waits a moment at most, and gets them the next time. Of labels and values only those of the latest table within the
 * session's time are known, of which one is read. Safe for use by several threads.
 */
public final class StoreNames implements Closeable {
    /** A name with what a person may want to know of it. */
    public record Name(String text, String about) {}

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MAX_NAMES = 5_000;
    private static final int THREADS = 2;
    private static final int HEX = 16;
    private static final Pattern STREAM = Pattern.compile("([0-9a-f]{1,16})[/:]");
    /** What could not be read is told by the commands that read it. */
    private static final Problems SILENT = (subject, cause) -> {};

    private record Question(String store, List<String> what) {}

    private record Answer(Future<List<Name>> names, long askedNanos) {}

    private final SessionMemory memory;
    private final Clock clock;
    private final Duration patience;
    private final Map<Question, Answer> answers = new HashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread daemon = new Thread(task, "names");
        daemon.setDaemon(true);
        return daemon;
    });

    public StoreNames(SessionMemory memory, Clock clock) {
        this(memory, clock, PATIENCE);
    }

    /** @param patience how long an answer is waited for */
    StoreNames(SessionMemory memory, Clock clock, Duration patience) {
        this.memory = memory;
        this.clock = clock;
        this.patience = patience;
    }

    /** Begins to find out what is asked first, without waiting. */
    public void warmUp() {
        ask(Duration.ZERO, List.of("tenants"), StoreNames::findTenants);
        ask(Duration.ZERO, List.of("tables"), StoreNames::findTables);
    }

    /** Open stores. */
    public List<Name> stores() {
        List<Name> names = new ArrayList<>();
        for (String name : memory.stores().names()) {
            String text =
                    memory.stores().origin(name).map(OpenStores.Origin::text).orElse("");
            names.add(new Name(name, text));
        }
        return names;
    }

    public List<Name> tenants() {
        return ask(patience, List.of("tenants"), StoreNames::findTenants);
    }

    /** Names of index tables, with their days. */
    public List<Name> tables() {
        return ask(patience, List.of("tables"), StoreNames::findTables);
    }

    public List<Name> labels() {
        SessionContext context = memory.context();
        return ask(patience, key("labels", context), loki -> {
            Map<String, Name> names = new LinkedHashMap<>();
            reports(loki).labels(latest(loki, context), SILENT, row -> {
                String about = row.values() + (row.values() == 1 ? " value" : " values");
                if (names.size() < MAX_NAMES) {
                    names.putIfAbsent(row.label(), new Name(row.label(), about));
                }
            });
            return List.copyOf(names.values());
        });
    }

    public List<Name> values(String label) {
        SessionContext context = memory.context();
        return ask(patience, key("values " + label, context), loki -> {
            Set<String> seen = new HashSet<>();
            List<Name> names = new ArrayList<>();
            reports(loki).labelValues(label, latest(loki, context), SILENT, row -> {
                if (names.size() < MAX_NAMES && seen.add(row.value())) {
                    names.add(new Name(row.value(), ""));
                }
            });
            return names;
        });
    }

    /**
     * What is directly below a place of the tree.
     *
     * @param place from the top down
     */
    public List<Name> below(List<String> place) {
        SessionContext context = memory.context();
        TreePath path;
        try {
            path = TreePath.of(place);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
        if (path.level() == TreePath.Level.STORE) {
            return tenants();
        }
        if (path.level() == TreePath.Level.TENANT) {
            boolean known = tenants().stream().anyMatch(tenant -> tenant.text().equals(String.valueOf(path.tenant())));
            return known ? days() : List.of();
        }
        List<String> question = new ArrayList<>(key("below", context));
        question.addAll(place);
        return ask(patience, question, loki -> {
            List<Name> names = new ArrayList<>();
            StoreTree.byIndex(loki, 1).children(path, ReportQuery.ALL, SILENT, node -> {
                if (names.size() < MAX_NAMES) {
                    names.add(new Name(node.path().name(), about(node)));
                }
            });
            return names;
        });
    }

    private static String about(TreeNode node) {
        return TreeText.summary(node);
    }

    /** Of all tables, each once. */
    public List<Name> days() {
        Map<String, Name> days = new LinkedHashMap<>();
        tables().forEach(table -> days.putIfAbsent(table.about(), new Name(table.about(), table.text())));
        return List.copyOf(days.values());
    }

    /**
     * What a chunk's key may go on with: a tenant, then a stream of the latest table, then a chunk.
     *
     * @param typed the key so far
     * @return whole keys, or what keys begin with: those end with {@code /} or {@code :}
     */
    public List<Name> keys(String typed) {
        int slash = typed.indexOf('/');
        if (slash < 0) {
            return tenants().stream()
                    .map(tenant -> new Name(tenant.text() + "/", ""))
                    .toList();
        }
        TenantId tenant;
        try {
            tenant = TenantId.of(typed.substring(0, slash));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
        Matcher stream = STREAM.matcher(typed.substring(slash + 1));
        return stream.lookingAt() ? chunks(tenant, Long.parseUnsignedLong(stream.group(1), HEX)) : streams(tenant);
    }

    private List<Name> streams(TenantId tenant) {
        SessionContext context = memory.context();
        List<String> question = new ArrayList<>(key("streams", context));
        question.add(tenant.value());
        return ask(patience, question, loki -> {
            List<Name> names = new ArrayList<>();
            char end = loki.layout().flatKeys() && !loki.layout().nestedKeys() ? ':' : '/';
            reports(loki).streams(latest(loki, context).withTenants(Set.of(tenant)), SILENT, row -> {
                if (names.size() < MAX_NAMES) {
                    names.add(new Name(
                            tenant + "/" + row.fingerprint() + end, row.labels().toString()));
                }
            });
            return names;
        });
    }

    private List<Name> chunks(TenantId tenant, long fingerprint) {
        return ask(patience, List.of("chunks", tenant.value(), Long.toHexString(fingerprint)), loki -> {
            List<Name> names = new ArrayList<>();
            try (ChunkInventory inventory = loki.inventory(Map.of(tenant, Set.of(fingerprint)), SILENT);
                    StoredChunkCursor cursor = inventory.chunks()) {
                while (names.size() < MAX_NAMES && cursor.next()) {
                    ChunkRef ref = cursor.chunk().ref();
                    names.add(new Name(loki.logicalKey(ref), Times.seconds(ref.fromMillis())));
                }
            }
            return names;
        });
    }

    private static List<String> key(String what, SessionContext context) {
        return List.of(
                what, context.tenants().toString(), String.valueOf(context.from()), String.valueOf(context.to()));
    }

    private static List<Name> findTenants(LokiStore loki) throws IOException {
        return loki.tenantsInNames().stream()
                .map(tenant -> new Name(tenant.value(), ""))
                .toList();
    }

    private static List<Name> findTables(LokiStore loki) throws IOException {
        return loki.tables().stream()
                .map(table -> new Name(table.name(), table.day().toString()))
                .toList();
    }

    private static StoreReports reports(LokiStore loki) {
        return new StoreReports(loki, 1);
    }

    /** The latest table of the session's time. */
    private ReportQuery latest(LokiStore loki, SessionContext context) throws IOException {
        TimeRange range = range(context);
        TimeRange latest = null;
        for (Table table : loki.tables()) {
            TimeRange ofTable = table.range();
            if (range.overlaps(ofTable.fromNanos(), ofTable.toNanos() - 1)) {
                latest = ofTable;
            }
        }
        Set<TenantId> tenants = new HashSet<>();
        context.tenants().forEach(name -> tenants.add(TenantId.of(name)));
        return ReportQuery.ALL.withTenants(tenants).withRange(latest == null ? range : latest);
    }

    private TimeRange range(SessionContext context) {
        Instant now = clock.instant();
        long from = context.from() == null
                ? Long.MIN_VALUE
                : TimeExpression.parse(context.from()).nanos(now);
        long to = context.to() == null
                ? Long.MAX_VALUE
                : TimeExpression.parse(context.to()).nanos(now);
        return from > to ? TimeRange.ALL : new TimeRange(from, to);
    }

    /** Finds names in a store. */
    private interface Search {
        List<Name> in(LokiStore loki) throws IOException;
    }

    private List<Name> ask(Duration wait, List<String> what, Search search) {
        String store = memory.context().store();
        OpenedStore opened =
                store == null ? null : memory.stores().current(store).orElse(null);
        if (store == null || opened == null) {
            return List.of();
        }
        Future<List<Name>> answer = answer(new Question(store, what), () -> search.in(opened.loki()));
        try {
            return wait.isZero() && !answer.isDone() ? List.of() : answer.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (TimeoutException e) {
            return List.of(); // it will be there the next time
        } catch (ExecutionException e) {
            forget(new Question(store, what));
            return List.of();
        }
    }

    private synchronized Future<List<Name>> answer(Question question, Callable<List<Name>> search) {
        Answer known = answers.get(question);
        boolean old =
                known != null && known.names().isDone() && System.nanoTime() - known.askedNanos() > KEPT.toNanos();
        if (known == null || old) {
            known = new Answer(threads.submit(search), System.nanoTime());
            answers.put(question, known);
        }
        return known.names();
    }

    private synchronized void forget(Question question) {
        answers.remove(question);
    }

    /** Forgets everything, since the store was listed anew. */
    public synchronized void forgetAll() {
        answers.clear();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
