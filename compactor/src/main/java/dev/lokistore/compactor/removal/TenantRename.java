package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.removal.TenantPart.Kind;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Plans that all of a tenant becomes another's, of whom there is nothing yet: chunks with a new envelope under new keys, rows
 * in every table, rule groups, delete requests. As a whole or not at all, since the other one exists from then on; a chunk
 * that turns out not to be what its name says stays.
 */
public final class TenantRename {
    /**
     * What the planner found.
     *
     * @param rows by kind, then what stays
     * @param objections against the whole of it
     */
    public record Result(List<TenantPart> rows, List<Objection> objections) {
        public Result {
            rows = List.copyOf(rows);
            objections = List.copyOf(objections);
        }
    }

    private final TenantId from;
    private final TenantId to;
    private final LokiStore loki;
    private final TenantChunks chunks;
    private final Path temporary;

    /**
     * @param objects of the tenant that is renamed
     * @param temporary an existing folder
     */
    public TenantRename(
            TenantId from,
            TenantId to,
            LokiStore loki,
            ChunkInventory objects,
            Instant now,
            LokiTimes times,
            Consent consent,
            Path temporary) {
        this.from = from;
        this.to = to;
        this.loki = loki;
        this.chunks = TenantChunks.rename(from, to, loki, objects, now, times, consent);
        this.temporary = temporary;
    }

    /**
     * Adds a task for each table that names chunks of the tenant, then some for chunks that none names, then one for rule
     * groups, then some for delete requests. To be called once.
     *
     * @param youngFrom chunks of then or later that no table names are an objection
     * @param claimed chunks that no table names and that somebody else is about are one, too
     * @param problems told of what cannot be read
     */
    public Result plan(Instant youngFrom, Set<ChunkRef> claimed, PlanWriter plan, Problems problems)
            throws IOException {
        List<Objection> objections = new ArrayList<>();
        thereAlready()
                .ifPresent(what -> objections.add(new Objection(
                        "tenant " + to,
                        "has " + what + " in the store: two tenants are not made one. 'tenant drop " + to
                                + "' removes what it has",
                        Objection.Remedy.NONE)));
        TenantChunks.Result result = chunks.plan(youngFrom, claimed, plan, problems);
        List<TenantPart> rows = new ArrayList<>(result.rows());
        TenantBelongings belongings = new TenantBelongings(from, loki, temporary);
        belongings.renameRules(to, plan).ifPresent(rows::add);
        belongings
                .renameRequests(
                        to,
                        plan,
                        (subject, cause) -> objections.add(new Objection(
                                subject,
                                "cannot be read, and may hold delete requests of tenant " + from + ": "
                                        + cause.getMessage(),
                                Objection.Remedy.NONE)))
                .ifPresent(rows::add);
        objections.addAll(result.objections());
        for (TenantPart part : result.rows()) {
            remainder(part, result.objections().isEmpty()).ifPresent(objections::add);
        }
        return new Result(rows, objections);
    }

    /** What stays could not follow later. */
    private Optional<Objection> remainder(TenantPart part, boolean allTables) {
        String why = part.why();
        // what is barred by a table that is left out was said of the table
        if (why == null || part.kind() == Kind.ROWS || why.equals(TenantChunks.BARRED) && !allTables) {
            return Optional.empty();
        }
        boolean young = why.equals(Objects.requireNonNull(Leftover.Fate.YOUNG.why()));
        return Optional.of(new Objection(
                "tenant " + from,
                part.objects() + " " + part.kind().text() + " would stay behind: " + why,
                young ? Objection.Remedy.STOPPED : Objection.Remedy.NONE));
    }

    private Optional<String> thereAlready() throws IOException {
        // what has an impossible name was told of when the other one's were listed
        try (ChunkInventory objects = loki.inventory(Set.of(to), (subject, cause) -> {});
                StoredChunkCursor cursor = objects.chunks()) {
            while (cursor.next()) {
                if (cursor.chunk().ref().tenant().equals(to)) {
                    return Optional.of("chunks");
                }
            }
        }
        SeriesQuery query = new SeriesQuery(Set.of(to), List.of(), TimeRange.ALL);
        for (Table table : loki.tables()) {
            if (table.tenantFolders().contains(to)) {
                return Optional.of("index files");
            }
            try (TableReader reader = loki.openTable(table, (subject, cause) -> {});
                    SeriesCursor cursor = reader.series(query)) {
                if (cursor.next()) {
                    return Optional.of("rows");
                }
            }
        }
        TenantBelongings others = new TenantBelongings(to, loki, temporary);
        if (!others.rules().isEmpty()) {
            return Optional.of("rule groups");
        }
        // what is broken is told of with those of the one that is renamed
        return others.hasRequests((subject, cause) -> {}) ? Optional.of("delete requests") : Optional.empty();
    }
}
