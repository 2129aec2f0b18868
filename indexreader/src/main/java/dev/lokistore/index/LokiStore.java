package dev.lokistore.index;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.extract.TableExtracts;
import dev.lokistore.index.layout.Composition;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.schema.ChunkProbe;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.SchemaComparison;
import dev.lokistore.index.schema.SchemaDetector;
import dev.lokistore.index.schema.SchemaDifference;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.SchemaSources;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Stray;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableOptions;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A Loki store seen as tenants, tables and chunks: what commands use. It finds the root below the URI and the layout by
 * itself. All keys are relative to the root, so that they are Loki's keys whatever lies above it.
 *
 * <p>Safe for use by several threads. Does not close the reader. What it found out about index and schema it keeps until
 * {@link #refresh()}.
 */
public final class LokiStore {
    private final ObjectReader reader;
    private final ObjectReader source;
    private final ObjectReader objects;
    private final StoreLayout layout;
    private final OpenOptions options;
    private final ChunkObjects chunks;
    private final InventoryLister inventories;
    private final CachedListings cachedListings;
    private final TableExtracts extracts;
    private @Nullable IndexScan scan;
    private @Nullable StoreSchema detected;
    private @Nullable StoreSchema detectedByIndex;

    private LokiStore(StoreRoot<?> root, OpenOptions options) {
        this.reader = root.reader();
        this.layout = root.layout();
        this.options = options;
        this.source = root.source();
        this.objects = root.objects();
        this.chunks = new ChunkObjects(objects, layout, options.maxChunkBytes());
        this.inventories = new InventoryLister(objects, layout, options);
        this.cachedListings = new CachedListings(inventories, options.caching(), layout, options.tempDirectory());
        this.extracts = new TableExtracts(options.caching().cache(), layout.root());
    }

    /**
     * Finds the root and the layout with a bounded number of one-level listings.
     *
     * @throws dev.lokistore.index.layout.NoLokiStoreException if there is no Loki store
     * @throws dev.lokistore.index.layout.AmbiguousRootException if there are several
     */
    public static LokiStore open(ObjectReader reader, OpenOptions options) throws IOException {
        return of(StoreRoot.find(reader, options.config(), Composition.READING), options);
    }

    static LokiStore of(StoreRoot<?> root, OpenOptions options) {
        return new LokiStore(root, options);
    }

    /** The store anew, with nothing of what this one found out. */
    public LokiStore reopen(Caching caching) throws IOException {
        return open(reader, options.withCaching(caching));
    }

    public OpenOptions options() {
        return options;
    }

    /**
     * For whatever is about to read many chunks, so that it is told once that it cannot.
     *
     * @throws StoreException of kind UNSUPPORTED if chunks are listed here and not held: in an inventory
     */
    public void requireChunkContent() throws StoreException {
        if (!options.chunkContent()) {
            throw new StoreException(
                    StoreException.Kind.UNSUPPORTED,
                    reader.name() + " is an inventory, which holds no chunks: this needs the store itself",
                    null);
        }
    }

    /** The store below its root: keys that this class hands out are keys of this reader. */
    public ObjectReader objects() {
        return objects;
    }

    /**
     * What the store's root is a prefix of: the reader that was opened, or its folders as one where they are copies of
     * several buckets.
     */
    public ObjectReader source() {
        return source;
    }

    public StoreLayout layout() {
        return layout;
    }

    /** The configured schema if one was given, else the detected one; see {@link #detectedSchema()} for the cost. */
    public StoreSchema schema() throws IOException {
        Optional<StoreSchema> configured = configuredSchema();
        return configured.isPresent() ? configured.get() : detectedSchema();
    }

    /** What the configuration says; empty without one, or without periods in it. */
    public Optional<StoreSchema> configuredSchema() {
        LokiConfig config = options.config();
        return config == null || config.periods().isEmpty()
                ? Optional.empty()
                : Optional.of(new StoreSchema(config.periods(), StoreSchema.Origin.CONFIGURED, List.of()));
    }

    /**
     * As {@link #schema()}, without reading a chunk, for reports that must not: periods of v13 pass for v12 then, and one
     * that only differs in this passes for a part of the period before. Chunk keys are the same in both.
     */
    public synchronized StoreSchema schemaByIndex() throws IOException {
        Optional<StoreSchema> configured = configuredSchema();
        if (configured.isPresent()) {
            return configured.get();
        }
        if (detectedByIndex == null) {
            detectedByIndex = detect("by-index", new NameProbe());
        }
        return detectedByIndex;
    }

    /**
     * What the objects say; found out once, with one listing of the index and bounded reads of a few tables and chunks, of
     * no chunk if {@link OpenOptions#chunkContent} is not there.
     */
    public synchronized StoreSchema detectedSchema() throws IOException {
        if (detected == null) {
            detected = detect("by-chunks", options.chunkContent() ? new Probe() : new NameProbe());
        }
        return detected;
    }

    private StoreSchema detect(String how, ChunkProbe probe) throws IOException {
        return isCached()
                ? new CachedSchema(options.caching().cache(), layout.root()).get(how, tables(), () -> detect(probe))
                : detect(probe);
    }

    private StoreSchema detect(ChunkProbe probe) throws IOException {
        return SchemaDetector.detect(
                new SchemaSources(objects, layout, scan().tablesByPrefix(), probe, options.tempDirectory()));
    }

    /** Where the configured schema and the store disagree; empty without a configured schema. */
    public List<SchemaDifference> schemaDifferences() throws IOException {
        return schemaDifferences(Set.of());
    }

    /** As {@link #schemaDifferences()}, without those of some tables' first days. */
    public List<SchemaDifference> schemaDifferences(Set<LocalDate> without) throws IOException {
        Optional<StoreSchema> configured = configuredSchema();
        return configured.isEmpty()
                ? List.of()
                : SchemaComparison.compare(
                        configured.get(),
                        detectedSchema(),
                        tables().stream()
                                .map(Table::day)
                                .filter(day -> !without.contains(day))
                                .toList());
    }

    /** All index tables, by day, then name, from one listing of each index prefix. */
    public List<Table> tables() throws IOException {
        return scan().tables();
    }

    /** What lies below the index prefixes and is no well-named index file, in key order. */
    public List<Stray> strays() throws IOException {
        return scan().strays();
    }

    /**
     * One table's files as one index; reads nothing yet. Series come from the cache if there is one that is worth it and
     * has them. The caller closes it.
     */
    public TableReader openTable(Table table, Problems problems) throws IOException {
        return isCached()
                ? TableReader.open(table, objects, options.tempDirectory(), problems, extracts)
                : TableReader.open(table, objects, options.tempDirectory(), problems);
    }

    /** As {@link #openTable}, with what can still be read of damaged files; never from the cache, nor into it. */
    public TableReader openDamagedTable(Table table, Problems problems) {
        TableOptions salvage = TableOptions.DEFAULT.withDamage(TableOptions.Damage.SALVAGE);
        return TableReader.open(table, objects, options.tempDirectory(), problems, salvage);
    }

    /** Whether the index is so large that reading it again takes longer than opening a cache. */
    private boolean isCached() throws IOException {
        long indexBytes = tables().stream().mapToLong(Table::storedBytes).sum();
        return indexBytes >= options.caching().minIndexBytes();
    }

    /**
     * Forgets what was listed and detected, also in the cache, so that the next question sees the store as it is then.
     * What was read from index files stays: they do not change.
     */
    public synchronized void refresh() throws IOException {
        if (isCached()) {
            cachedListings.refresh();
        }
        forgetIndex();
    }

    /** Forgets what was listed of the index, and what was found out from it; listings of chunks have an age of their own. */
    public synchronized void forgetIndex() {
        scan = null;
        detected = null;
        detectedByIndex = null;
    }

    /**
     * Tenants that have a folder of chunks or of index files, or flat chunk names, in order. A multi-tenant index file
     * may know more. Costs one or two one-level listings a folder.
     */
    public SortedSet<TenantId> tenantsInNames() throws IOException {
        SortedSet<TenantId> tenants = inventories.tenantsInNames();
        for (Table table : tables()) {
            tenants.addAll(table.tenantFolders());
        }
        return tenants;
    }

    /**
     * Lists chunks; see {@link ChunkInventory}. The caller closes it.
     *
     * @param tenants empty for all
     * @param problems told of objects that look like chunks and have impossible names
     */
    public ChunkInventory inventory(Set<TenantId> tenants, Problems problems) throws IOException {
        return isCached() ? cachedListings.ofTenants(tenants, problems) : inventories.ofTenants(tenants, problems);
    }

    /**
     * Lists the chunks of some streams only: stream by stream when they are few, else their tenants.
     *
     * @param fingerprints by tenant; a tenant with an empty set has nothing listed
     */
    public ChunkInventory inventory(Map<TenantId, Set<Long>> fingerprints, Problems problems) throws IOException {
        return isCached()
                ? cachedListings.ofStreams(fingerprints, problems)
                : inventories.ofStreams(fingerprints, problems);
    }

    /**
     * The chunks that index tables name, whether or not their objects exist: the inventory's objects mean nothing. Reads
     * the whole index. The caller closes it.
     *
     * @param problems told of what cannot be read; if there is any, chunks are missing in the result
     */
    public ChunkInventory referenced(Problems problems) throws IOException {
        return referenced(tables(), problems);
    }

    /** As {@link #referenced(Problems)}, of some tables only; reads these. */
    public ChunkInventory referenced(Collection<Table> tables, Problems problems) throws IOException {
        return ReferencedChunks.of(this, tables, layout, options, problems);
    }

    /** Any chunks as an inventory, whose objects mean nothing. The caller closes it. */
    public ChunkInventory collect(ChunkSource source) throws IOException {
        return ReferencedChunks.of(source, layout, options);
    }

    /** Loki's key of a chunk, by the schema period that holds its {@code from}. */
    public String logicalKey(ChunkRef ref) throws IOException {
        return scheme(ref).format(ref);
    }

    /** The key under which the chunk's object should lie; asks nothing of the store once the schema is known. */
    public ObjectKey keyOf(ChunkRef ref) throws IOException {
        return chunks.key(ref, scheme(ref));
    }

    /** The chunk's object as it is now, under either form of its key; one HEAD request where it is in its place. */
    public Optional<ObjectInfo> locate(ChunkRef ref) throws IOException {
        return chunks.locate(ref, scheme(ref));
    }

    /**
     * Reads a whole chunk object into memory, under either form of its key.
     *
     * @throws dev.lokistore.objectstore.StoreException of kind NO_SUCH_OBJECT if there is none, TOO_LARGE beyond
     *     {@link OpenOptions#maxChunkBytes()}
     */
    public ByteSource chunk(ChunkRef ref) throws IOException {
        return chunks.read(ref, scheme(ref));
    }

    /** Reads a whole chunk object into memory by its key, as {@link ChunkInventory} knows it. */
    public ByteSource chunk(ObjectInfo object) throws IOException {
        return ByteSource.of(object.key().value(), objects.readAll(object.key(), options.maxChunkBytes()));
    }

    /** The object as ranged reads: for headers and block tables without the blocks. A few pages are kept in memory. */
    public ByteSource ranged(ObjectInfo object) {
        return new RangedSource(objects, object);
    }

    /** The object by exactly the ranges that are asked for, each one request: for who knows what it needs. */
    public ByteSource exact(ObjectInfo object) {
        return new ExactSource(objects, object);
    }

    private ChunkKeyScheme scheme(ChunkRef ref) throws IOException {
        if (configuredSchema().isEmpty() && layout.flatKeys() != layout.nestedKeys()) {
            // no need to look into the index where every chunk has the same form
            return layout.flatKeys() ? ChunkKeyScheme.FLAT : ChunkKeyScheme.NESTED;
        }
        StoreSchema schema = schemaByIndex();
        Optional<SchemaPeriod> period = schema.periodAt(ref.fromMillis());
        if (period.isEmpty() && schema.periods().isEmpty() && layout.nestedKeys()) {
            return ChunkKeyScheme.NESTED;
        }
        // Loki takes the old form before the first period (formats/chunks-and-layout.md#31)
        return period.map(SchemaPeriod::nestedKeys).orElse(false) ? ChunkKeyScheme.NESTED : ChunkKeyScheme.FLAT;
    }

    private synchronized IndexScan scan() throws IOException {
        if (scan == null) {
            scan = IndexScan.of(objects, layout.indexPrefixes());
        }
        return scan;
    }

    /** Goes by names only. */
    private class NameProbe implements ChunkProbe {
        @Override
        public Optional<ObjectInfo> find(ChunkRef ref, ChunkKeyScheme scheme) throws IOException {
            return chunks.find(ref, scheme);
        }

        @Override
        public int payloadVersion(ObjectInfo object) throws IOException {
            return 0; // tells nothing
        }
    }

    private final class Probe extends NameProbe {
        @Override
        public int payloadVersion(ObjectInfo object) throws IOException {
            return ChunkReader.open(ranged(object), ReadOptions.DEFAULT).formatVersion();
        }
    }
}
