package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.boltdb.OutlinedFile.OutlinedPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All boltdb files of one table as one index: label rows and chunk rows of a series may lie in different files, so none is
 * read alone ({@code formats/index-tables.md#51}). Safe for use by several threads, each with its own cursors. Holds no
 * resources between calls; the files stay open for as long as it is used.
 */
public final class BoltdbIndex {
    private final List<OutlinedFile> files;
    private final Path temporaryFolder;
    private final long labelMemory;

    /** @param temporaryFolder takes the labels of a query that do not fit in memory; emptied when its cursor is closed */
    public BoltdbIndex(List<BoltdbFile> files, Path temporaryFolder) {
        this(files, temporaryFolder, LabelSorter.MEMORY_BYTES);
    }

    /** @param labelMemory bytes, about, that labels may take before they go to a file */
    BoltdbIndex(List<BoltdbFile> files, Path temporaryFolder, long labelMemory) {
        this.files = files.stream().map(OutlinedFile::new).toList();
        this.temporaryFolder = temporaryFolder;
        this.labelMemory = labelMemory;
    }

    /**
     * The wanted series, each once, with the union of their chunks over all files and days, ordered by tenant and then
     * by the series' id (a hash of the labels). Equality, set and other matchers that do not match the empty string are
     * looked up; without one, or if they select very many, all rows of the wanted tenants are read.
     *
     * @param problems told once a call of each file that is corrupt, which is left out from there on, and of files with
     *     series that lack label rows: their labels count as unknown, which no matcher selects. A query that looks its
     *     matchers up does not meet series without any label row, so it does not tell of them
     */
    public SeriesCursor series(SeriesQuery query, Problems problems) throws IOException {
        CorruptFiles corrupt = new CorruptFiles(problems);
        List<OutlinedPlace> places = places(corrupt);
        SortedSet<TenantId> wanted = tenants(places);
        wanted.removeIf(tenant -> !query.wants(tenant));
        return new TenantsSeries(wanted, tenant -> open(tenant, rowsOf(tenant, places), query, corrupt));
    }

    private SeriesCursor open(TenantId tenant, List<TenantRows> rows, SeriesQuery query, CorruptFiles corrupt)
            throws IOException {
        Optional<SortedMap<String, Candidate>> candidates =
                new CandidateSearch(tenant, rows, corrupt).find(query.matchers());
        if (candidates.isPresent()) {
            LabelCheck check = new LabelCheck(rows, corrupt);
            new CandidateLabels(tenant, rows, check, corrupt).complete(candidates.get());
            return new FoundSeries(tenant, query, candidates.get(), check, new ChunkMerge(tenant, rows, corrupt));
        }
        LabelSorter sorter = new LabelSorter(temporaryFolder, labelMemory);
        boolean opened = false;
        try {
            SeriesCursor cursor = ScannedSeries.open(tenant, rows, query, sorter, corrupt);
            opened = true;
            return cursor;
        } finally {
            if (!opened) {
                sorter.close();
            }
        }
    }

    /** All tenants that have rows which count. Reads a small part of the files. */
    public SortedSet<TenantId> tenants(Problems problems) throws IOException {
        return tenants(places(new CorruptFiles(problems)));
    }

    /** What the rows tell of the schema they were written with. Reads a small part of the files. */
    public BoltdbEvidence evidence(Problems problems) throws IOException {
        BoltdbEvidence evidence = BoltdbEvidence.NONE;
        for (OutlinedPlace place : places(new CorruptFiles(problems))) {
            evidence = evidence.and(place.outline().evidence());
        }
        return evidence;
    }

    private List<OutlinedPlace> places(CorruptFiles corrupt) throws IOException {
        List<OutlinedPlace> places = new ArrayList<>();
        for (OutlinedFile file : files) {
            try {
                places.addAll(file.places());
            } catch (CorruptDataException e) {
                corrupt.add(file.file(), e);
            }
        }
        return places;
    }

    private static SortedSet<TenantId> tenants(List<OutlinedPlace> places) {
        SortedSet<TenantId> tenants = new TreeSet<>();
        for (OutlinedPlace place : places) {
            for (TenantId tenant : place.outline().tenants()) {
                if (place.place().counts(tenant)) {
                    tenants.add(tenant);
                }
            }
        }
        return tenants;
    }

    private static List<TenantRows> rowsOf(TenantId tenant, List<OutlinedPlace> places) {
        List<TenantRows> rows = new ArrayList<>();
        for (OutlinedPlace place : places) {
            if (place.place().counts(tenant) && !place.outline().days(tenant).isEmpty()) {
                rows.add(new TenantRows(place.place(), place.outline().days(tenant)));
            }
        }
        return rows;
    }
}
