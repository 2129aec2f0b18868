package dev.lokistore.shell.command;

import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.config.ConfigFault;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.inventory.InventoryAbout;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.StoreReports;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreStats;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.ProblemLog;
import dev.lokistore.shell.RefusedException;
import dev.lokistore.shell.Session;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.OutputFormat;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.Rendering;
import dev.lokistore.shell.render.RowWriter;
import dev.lokistore.shell.render.Times;
import dev.lokistore.shell.terminal.Person;
import dev.lokistore.shell.terminal.Progress;
import dev.lokistore.shell.terminal.SafeText;
import dev.lokistore.shell.terminal.Style;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One command at work: the store it opens, what it could not read, and how it ends. */
final class Run implements Closeable {
    private static final Set<String> YES = Set.of("y", "yes");

    private final Session session;
    private final GlobalOptions global;
    private final ProblemLog problems = new ProblemLog();
    private final long startedNanos = System.nanoTime();
    private @Nullable OpenedStore opened;
    private @Nullable OpenedBuckets examined;
    /** Whether the session owns the store, and not this run. */
    private boolean inherited;
    /** What earlier commands asked of it; null if this run opened it. */
    private @Nullable StoreStats before;

    private final List<OtherStore> others = new ArrayList<>();
    private @Nullable ConfigFile configuration;
    private final Set<String> warned = new HashSet<>();
    private boolean alarmed;
    private boolean faultsAreFindings;
    private @Nullable ExitCode ending;
    private @Nullable Integer endsWith;
    private @Nullable Progress progress;
    private volatile String activity = "";
    private @Nullable Instant present;

    private final Set<TenantId> ofCommandLine;
    private final Set<TenantId> named;

    private Run(Session session, GlobalOptions global, Set<TenantId> ofCommandLine) {
        this.session = session;
        this.global = global;
        this.ofCommandLine = ofCommandLine;
        this.named = ofCommandLine.isEmpty() ? inherited(session) : ofCommandLine;
    }

    static Run start(Lokistore root) {
        try {
            Set<TenantId> tenants = root.tenants();
            return new Run(root.session(), root.global(), tenants);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--tenant: " + e.getMessage());
        }
    }

    private static Set<TenantId> inherited(Session session) {
        Set<TenantId> tenants = new LinkedHashSet<>();
        session.context().tenants().forEach(name -> tenants.add(TenantId.of(name)));
        return tenants;
    }

    Session session() {
        return session;
    }

    GlobalOptions global() {
        return global;
    }

    ProblemLog problems() {
        return problems;
    }

    /** The store, opened at the first call. */
    OpenedStore store() throws IOException {
        OpenedStore store = opened;
        if (store == null) {
            store = openOrInherit();
            opened = store;
            if (before == null) {
                tell(store.inventory());
            }
            startProgress(store);
        }
        return store;
    }

    private void startProgress(OpenedStore store) {
        if (session.err().terminal() && !session.dumb() && !global.quiet()) {
            ProgressText text = new ProgressText(
                    store.uri(), () -> requests(store), session.err().columns());
            progress = new Progress(session.err().text(), () -> text.with(activity));
        }
    }

    /** Shows the progress line again, after what was to be read before. */
    synchronized void resumeProgress() {
        OpenedStore store = opened;
        if (progress == null && store != null) {
            session.out().flush();
            startProgress(store);
        }
    }

    /** Adds to the progress line what goes on. */
    void activity(String text) {
        activity = "; " + SafeText.escape(text);
    }

    /** That answers are those of another time and place, and whether something is missing in them. */
    private void tell(@Nullable InventoryAbout inventory) {
        if (inventory != null) {
            String age = Ages.text(inventory.savedAt(), session.clock().instant());
            note("an inventory of " + SafeText.escape(inventory.store()) + ", saved " + age + " ago; the present is "
                    + Times.seconds(now().toEpochMilli()) + " UTC");
            if (!inventory.complete()) {
                warn("it is not complete: " + Quantity.count(inventory.problems())
                        + " objects or folders could not be read when it was saved; 'inventory show' names them");
            }
        }
    }

    /** The store's buckets, for a command that takes what does not open for a finding; opened at every call. */
    OpenedBuckets buckets() throws IOException {
        faultsAreFindings = true;
        OpenedBuckets buckets = opening().openBuckets();
        examined = buckets;
        tell(buckets.inventory());
        return buckets;
    }

    /** How the command ends, unless it could not read something. */
    void end(ExitCode code) {
        // the worse of several
        if (ending == null || ending == ExitCode.DONE) {
            ending = code;
        }
    }

    /** Says that a check found something: it shows in the exit code. */
    void alarm() {
        alarmed = true;
    }

    /** Whether a store is named at all, here or in the session or the environment. */
    boolean hasStore() throws IOException {
        return opening().hasStore();
    }

    /** What a shell knows of the store is not true any more. */
    void storeChanged() throws IOException {
        if (inherited) {
            store().refresh();
        }
    }

    /** The exit code of what this run ran in its turn. */
    void endWith(int code) {
        endsWith = code;
    }

    /**
     * Whether the person at the terminal says yes.
     *
     * @param question without what may be answered
     * @throws RefusedException if there is nobody to ask
     */
    boolean confirmed(String question) throws IOException {
        stopProgress();
        session.out().flush();
        Person person = session.person()
                .orElseThrow(() ->
                        new RefusedException("nobody is there to be asked: " + question + " --yes says so beforehand"));
        String answer = person.ask(question + " [y/N] ").orElse("");
        return YES.contains(answer.strip().toLowerCase(Locale.ROOT));
    }

    /** Where caches are. */
    Caches caches() {
        return new Caches(session, global, this::note);
    }

    /** The name under which a store's cache is kept. */
    String cacheName(Optional<String> store) throws IOException {
        return opening().cacheName(store);
    }

    private StoreOpening opening() {
        return new StoreOpening(session, global, this::note, this::warn, this::fault);
    }

    /** For another store than options and session say. */
    StoreOpening opening(OpenStores.Origin origin) {
        return new StoreOpening(session, global, this::note, this::warn, this::fault, origin);
    }

    /** What a shell is to open at its start; empty if nothing names a store. */
    Optional<OpenStores.Origin> firstStore() throws IOException {
        return opening().first();
    }

    private OpenedStore openOrInherit() throws IOException {
        StoreOpening opening = opening();
        Optional<String> name = opening.kept();
        if (name.isEmpty()) {
            return opening.open();
        }
        OpenStores stores = session.memory().stores();
        before = stores.current(name.get()).map(OpenedStore::stats).orElse(null);
        inherited = true;
        return stores.open(name.get(), opening::open, session.clock().instant(), caches().listingAge());
    }

    /** What this run asked of the store. */
    private StoreStats requests(OpenedStore store) {
        StoreStats all = store.stats();
        StoreStats earlier = before;
        return earlier == null ? all : all.since(earlier);
    }

    /** Another bucket than the Loki store, which is not opened for it. */
    ObjectReader otherStore(String uri) throws IOException {
        return writableStore(uri);
    }

    /** As {@link #otherStore}, to write to. */
    ObjectStore writableStore(String uri) throws IOException {
        OtherStore store = OtherStore.open(folder -> opening().openOther(uri, folder));
        others.add(store);
        return store.reader();
    }

    /** As {@link #otherStore}, a bucket of the same server. */
    ObjectReader bucketBeside(StoreUri uri, StoreUri main) throws IOException {
        OtherStore store = OtherStore.open(folder -> opening().openBeside(uri, main, folder));
        others.add(store);
        return store.reader();
    }

    /** Loki's configuration as the command line names it, or else the profile; null if neither does. */
    @Nullable
    private String configurationFile() throws IOException {
        Optional<String> named = opening().lokiConfig();
        return (named.isPresent() ? named : profileConfiguration()).orElse(null);
    }

    /** That file, loaded once; null if there is none. */
    @Nullable
    ConfigFile configuration() throws IOException {
        String name = configurationFile();
        if (configuration == null && name != null) {
            configuration = ConfigFiles.load(session, name, "--loki-config");
        }
        return configuration;
    }

    /** The configuration that the profile in use names. */
    Optional<String> profileConfiguration() throws IOException {
        return opening().profileConfiguration();
    }

    LokiStore loki() throws IOException {
        return store().loki();
    }

    StoreReports reports() throws IOException {
        return new StoreReports(loki(), concurrency());
    }

    int concurrency() {
        return global.concurrency().orElse(StoreOptions.DEFAULT_CONCURRENCY);
    }

    /** What the session's selector selects; everything without one. */
    Selector inheritedSelector() {
        String text = session.context().selector();
        return text == null ? Selector.ALL : Selector.parse(text);
    }

    /** The present time, as {@code --now} says it; of an inventory, the time when it was saved. */
    Instant now() {
        Instant known = present;
        if (known == null) {
            known = global.now(clock());
            present = known;
        }
        return known;
    }

    /** That time, ns since the epoch. */
    long nowNanos() {
        return TimeUnit.SECONDS.toNanos(now().getEpochSecond()) + now().getNano();
    }

    private Instant clock() {
        Instant real = session.clock().instant();
        try {
            return opening().inventory().map(InventoryAbout::savedAt).orElse(real);
        } catch (IOException e) {
            return real; // what is wrong shows when it is opened
        }
    }

    TimeRange range() {
        try {
            return global.range(now(), session.context());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    Set<TenantId> tenants() throws IOException {
        return named.isEmpty() ? store().tenants() : named;
    }

    /** Those on the command line, or else of the session; empty for all. */
    Set<TenantId> namedTenants() {
        return named;
    }

    /** Those on the command line alone; empty if it names none. */
    Set<TenantId> tenantsOfCommandLine() {
        return ofCommandLine;
    }

    /** What the global options ask for. */
    ReportQuery reportQuery() throws IOException {
        return ReportQuery.ALL.withTenants(tenants()).withRange(range());
    }

    Style style() {
        return Style.of(global.colour().on(session.out().terminal(), session.environment()));
    }

    /** Whether output is for people, and not for programs. */
    boolean human() {
        return global.output() == OutputFormat.TABLE || global.output() == OutputFormat.WIDE;
    }

    PrintWriter out() {
        stopProgress();
        return session.out().text();
    }

    /** For rows that are there already. */
    Rendering rendering() {
        stopProgress();
        return pendingRendering();
    }

    /** For rows that are yet to be found: whoever writes the first one stops the progress. */
    Rendering pendingRendering() {
        if (global.output() == OutputFormat.RAW) {
            throw new UsageException("-o raw is for log lines: cat, grep and chunk --entries");
        }
        return new Rendering(global.output(), session.out(), style());
    }

    /**
     * Renders the rows of a report. If there are none, says so on stderr.
     *
     * @param nothing what to say then, such as {@code no stream matches}
     * @throws NotFoundException if there are none because a tenant asked for does not exist
     */
    <T> void render(RecordView<T> view, String nothing, Report<T> report) throws IOException {
        long[] count = new long[1];
        try (RowWriter<T> rows = pendingRendering().rows(view)) {
            report.write(row -> {
                stopProgress();
                rows.write(row);
                count[0]++;
            });
            stopProgress();
        }
        if (count[0] == 0) {
            nothingFound(nothing);
        }
    }

    /** A report that hands its rows to a sink. */
    @FunctionalInterface
    interface Report<T> {
        void write(dev.lokistore.index.report.ReportSink<T> sink) throws IOException;
    }

    /** Renders the one record that a command is about: for people a list of its fields. */
    <T> void renderOne(RecordView<T> view, T record) throws IOException {
        try (RowWriter<T> writer = rendering().single(view)) {
            writer.write(record);
        }
    }

    void nothingFound(String nothing) throws IOException {
        if (!named.isEmpty() && problems.isEmpty()) {
            Set<TenantId> known = loki().tenantsInNames();
            for (TenantId tenant : named) {
                if (!known.isEmpty() && !known.contains(tenant)) {
                    throw new NotFoundException("there is no tenant '" + tenant + "' in "
                            + loki().objects().name()
                            + "; there are: "
                            + known.stream().map(TenantId::value).collect(Collectors.joining(", ")));
                }
            }
        }
        note(nothing);
    }

    /** For people, on stderr, unless they want quiet. */
    synchronized void note(String text) {
        if (!global.quiet()) {
            stopProgress();
            session.err().text().println(text);
            session.err().flush();
        }
    }

    /** A defect that costs no entry: worth a line only with {@code --verbose}. Called by several threads. */
    void harmless(Defect defect) {
        if (global.verbose()) {
            note("defect (no entry lost): " + SafeText.escape(defect.toString()));
        }
    }

    /** As {@link #note}, marked as a warning. */
    synchronized void warn(String text) {
        // a configuration may be read for several stores
        if (warned.add(text)) {
            note("warning: " + text);
        }
    }

    private void fault(ConfigFault fault) {
        if (!faultsAreFindings) {
            warn(SafeText.escape(fault.toString()));
        }
    }

    synchronized void stopProgress() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    /** Says what went wrong on the way and what it cost; the exit code. */
    int finish() throws IOException {
        stopProgress();
        session.out().flush();
        if (Thread.currentThread().isInterrupted() && !problems.isEmpty()) {
            // what could not be read then was not read because of it
            throw new InterruptedIOException("interrupted");
        }
        Style style = Style.of(global.colour().on(session.err().terminal(), session.environment()));
        problems.print(session.err().text(), style, global.verbose());
        if (endsWith != null) {
            return endsWith;
        }
        if (alarmed) {
            return ExitCode.FINDINGS.code();
        }
        ExitCode known = ending;
        if (known != null && problems.isEmpty()) {
            return known.code();
        }
        return (problems.isEmpty() ? ExitCode.DONE : ExitCode.PARTIAL).code();
    }

    @Override
    public void close() throws IOException {
        stopProgress();
        OpenedStore store = opened;
        if (store != null) {
            if (global.stats()) {
                new StatsText(requests(store), System.nanoTime() - startedNanos)
                        .print(session.err().text());
            }
            if (!inherited) {
                store.close();
            }
        }
        OpenedBuckets buckets = examined;
        if (buckets != null) {
            if (global.stats()) {
                new StatsText(OpenedStore.stats(buckets.buckets()), System.nanoTime() - startedNanos)
                        .print(session.err().text());
            }
            buckets.close();
        }
        for (OtherStore second : others) {
            if (global.stats()) {
                new StatsText(second.reader().stats(), System.nanoTime() - startedNanos)
                        .print(session.err().text());
            }
            second.close();
        }
    }
}
