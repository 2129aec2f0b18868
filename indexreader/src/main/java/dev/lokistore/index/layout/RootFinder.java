package dev.lokistore.index.layout;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the Loki store under a URI and how its objects are named. A root is a prefix directly below which there are
 * chunks ({@code tenant/…} or flat filesystem names) or a folder with index tables. Only one-level listings are used, a
 * bounded number of them, and only their first pages.
 */
public final class RootFinder {
    private static final int MAX_DEPTH = 4;
    private static final int MAX_FOLDERS = 64;
    private static final int MAX_LISTINGS = 500;
    private static final int TENANTS_LOOKED_INTO = 8;
    private static final int OTHERS_LOOKED_AT = 1_000;
    private static final String OWN_FOLDER = ".lokistore";
    private static final String INDEX_WORD = "index";
    private static final String DEFAULT_INDEX = "index/";

    private final Peek peek;
    private final Set<String> hintedIndexPrefixes;
    /** Where Lokistore keeps something of its own, which it does at roots only. */
    private final List<String> ownPlaces = new ArrayList<>();

    private RootFinder(ObjectReader reader, Collection<String> indexPrefixes) {
        this.peek = new Peek(reader, MAX_LISTINGS);
        this.hintedIndexPrefixes = new TreeSet<>(indexPrefixes);
        this.hintedIndexPrefixes.add(DEFAULT_INDEX);
    }

    /**
     * The layout of the only store at or below the reader's root.
     *
     * @param indexPrefixes where an index may lie below the root, besides {@code index/} and what looks like one
     * @throws NoLokiStoreException if there is none
     * @throws AmbiguousRootException if there are several
     */
    public static StoreLayout find(ObjectReader reader, Collection<String> indexPrefixes) throws IOException {
        List<StoreLayout> found = findAll(reader, indexPrefixes);
        if (found.size() > 1) {
            throw new AmbiguousRootException(
                    reader.name(), found.stream().map(StoreLayout::root).toList());
        }
        if (found.isEmpty()) {
            throw new NoLokiStoreException(
                    "there is no Loki store in " + reader.name() + ": no prefix down to " + MAX_DEPTH
                            + " levels has index tables (index/<prefix><day>/<file>.gz), chunks (<tenant>/<fingerprint>/… or "
                            + "<tenant>/<fingerprint>:…) or a filesystem store's base64 names directly below it");
        }
        return found.get(0);
    }

    /**
     * The layouts of all stores at or below the reader's root, in key order of their roots; none lies in another. A store
     * that was emptied is found by what Lokistore keeps of it.
     */
    public static List<StoreLayout> findAll(ObjectReader reader, Collection<String> indexPrefixes) throws IOException {
        return new RootFinder(reader, indexPrefixes).search();
    }

    private List<StoreLayout> search() throws IOException {
        List<StoreLayout> found = new ArrayList<>();
        List<String> level = List.of("");
        for (int depth = 0; depth <= MAX_DEPTH && !level.isEmpty(); depth++) {
            List<String> below = new ArrayList<>();
            for (String prefix : level) {
                List<Folder> folders = new ArrayList<>();
                Optional<StoreLayout> layout = examine(prefix, folders);
                if (layout.isPresent()) {
                    found.add(layout.get());
                } else {
                    folders.forEach(folder -> below.add(folder.prefix()));
                }
            }
            level = below;
        }
        if (found.isEmpty()) {
            // everything was removed, and the plan that did so can be finished or taken back
            ownPlaces.forEach(root -> found.add(new StoreLayout(root, Set.of(), ChunkKeyScheme.DELIMITER, List.of())));
        }
        found.sort((a, b) -> a.root().compareTo(b.root()));
        return found;
    }

    /** The layout if the prefix is a root. Adds the folders below it. */
    private Optional<StoreLayout> examine(String prefix, List<Folder> folders) throws IOException {
        if (peek.exhausted()) {
            return Optional.empty();
        }
        ChunkEvidence chunks = new ChunkEvidence();
        look(prefix, folders, chunks);
        Set<String> index = new TreeSet<>();
        Set<Folder> candidates = new LinkedHashSet<>();
        for (String hint : hintedIndexPrefixes) {
            // a known index need not be among the first folders, and may lie deeper
            candidates.add(new Folder(prefix + hint));
        }
        candidates.addAll(folders);
        List<Folder> opaque = new ArrayList<>();
        int tenants = 0;
        for (Folder folder : candidates) {
            if (tenants >= TENANTS_LOOKED_INTO
                    && !index.isEmpty()
                    && !folder.name().contains(INDEX_WORD)) {
                continue; // enough is known: the rest is more tenants
            }
            List<ListEntry> entries = ChunkEvidence.entries(peek, folder);
            boolean isTenant = tenants < TENANTS_LOOKED_INTO && chunks.addTenant(peek, prefix, folder, entries);
            // a tenant may be called index; other tenants' streams need not be taken for tables
            boolean mayBeIndex =
                    !isTenant || hintedIndexPrefixes.contains(folder.prefix().substring(prefix.length()));
            boolean isIndex = mayBeIndex && IndexFolders.isIndexPrefix(peek, entries);
            if (isIndex) {
                index.add(folder.prefix().substring(prefix.length()));
            }
            tenants += isTenant ? 1 : 0;
            if (!isIndex && !isTenant) {
                opaque.add(folder);
            }
        }
        if (!chunks.isEmpty() && index.isEmpty()) {
            findDeeperIndex(prefix, opaque, index);
        }
        return chunks.isEmpty() && index.isEmpty()
                ? Optional.empty()
                : Optional.of(new StoreLayout(prefix, chunks.forms(), chunks.delimiter(), List.copyOf(index)));
    }

    private void look(String prefix, List<Folder> folders, ChunkEvidence chunks) throws IOException {
        RootLevel.visit(peek.reader(), prefix, new RootLevel.Visitor() {
            private int others;

            @Override
            public boolean folder(Folder folder) {
                if (folder.name().equals(OWN_FOLDER)) {
                    ownPlaces.add(prefix);
                } else {
                    folders.add(folder);
                }
                return folders.size() < MAX_FOLDERS;
            }

            @Override
            public boolean flatChunk(TenantId tenant, String namePrefix, ObjectInfo object) {
                chunks.add(object.key().value().substring(prefix.length()));
                return true;
            }

            @Override
            public boolean other(ObjectInfo object) {
                return ++others < OTHERS_LOOKED_AT;
            }
        });
    }

    /** A {@code path_prefix} of two parts, such as {@code loki/index/}. */
    private void findDeeperIndex(String root, List<Folder> folders, Set<String> index) throws IOException {
        for (Folder folder : folders) {
            for (Folder inner : Peek.folders(ChunkEvidence.entries(peek, folder), MAX_FOLDERS)) {
                if (IndexFolders.isIndexPrefix(peek, ChunkEvidence.entries(peek, inner))) {
                    index.add(inner.prefix().substring(root.length()));
                }
            }
        }
    }
}
