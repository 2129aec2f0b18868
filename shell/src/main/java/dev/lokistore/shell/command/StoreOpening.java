package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.index.config.ConfigFault;
import dev.lokistore.index.inventory.InventoryAbout;
import dev.lokistore.index.inventory.SavedInventory;
import dev.lokistore.index.layout.BucketsStore;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.StoreSettings;
import dev.lokistore.objectstore.CountingStore;
import dev.lokistore.objectstore.Credentials;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.SseCustomerKey;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.Stores;
import dev.lokistore.shell.Session;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.config.ConfigurationException;
import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.config.Profile;
import dev.lokistore.shell.config.ProfileFile;
import dev.lokistore.shell.config.SecretSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out which store is meant and with which credentials, and opens it. */
final class StoreOpening {
    static final String STORE_VARIABLE = "LOKISTORE_STORE";
    static final String SSE_KEY_VARIABLE = "LOKISTORE_SSE_C_KEY";
    static final String SSE_KEY_FILE_VARIABLE = "LOKISTORE_SSE_C_KEY_FILE";
    /** Set to anything: requests are not signed. */
    static final String ANONYMOUS_VARIABLE = "LOKISTORE_ANONYMOUS";

    private static final String AWS_PROFILE = "AWS_PROFILE";

    private final Session session;
    private final GlobalOptions global;
    private final Consumer<String> warn;
    private final Consumer<ConfigFault> fault;
    private final Caches caches;
    private final OpenStores.@Nullable Origin meant;

    /** @param fault told of what is wrong in Loki's configuration */
    StoreOpening(
            Session session,
            GlobalOptions global,
            Consumer<String> note,
            Consumer<String> warn,
            Consumer<ConfigFault> fault) {
        this(session, global, note, warn, fault, null);
    }

    /**
     * @param fault told of what is wrong in Loki's configuration
     * @param meant whatever options, session and environment say; null to go by them
     */
    StoreOpening(
            Session session,
            GlobalOptions global,
            Consumer<String> note,
            Consumer<String> warn,
            Consumer<ConfigFault> fault,
            OpenStores.@Nullable Origin meant) {
        this.meant = meant;
        this.caches = new Caches(session, global, note);
        this.session = session;
        this.global = global;
        this.warn = warn;
        this.fault = fault;
    }

    /** The name of the session's open store that is meant; empty if it is another store, or opened another way. */
    Optional<String> kept() {
        OpenStores stores = session.memory().stores();
        return global.lokiConfig().isPresent() || global.fresh()
                ? Optional.empty()
                : named().filter(name -> stores.origin(name).isPresent());
    }

    /** On the command line, or else in use in the session. */
    private Optional<String> named() {
        return global.store().or(() -> Optional.ofNullable(session.context().store()));
    }

    private Optional<OpenStores.Origin> origin() {
        return meant != null
                ? Optional.of(meant)
                : named().flatMap(session.memory().stores()::origin);
    }

    /** URI or profile. */
    Optional<String> wanted() {
        return origin().map(OpenStores.Origin::text)
                .or(global::store)
                .or(() -> session.memory().isShell()
                        ? Optional.empty()
                        : environment().get(STORE_VARIABLE));
    }

    /** As {@link #wanted()} in a one-shot run: what a shell opens at its start. */
    Optional<OpenStores.Origin> first() throws IOException {
        Optional<String> text = global.store().or(() -> environment().get(STORE_VARIABLE));
        if (text.isEmpty() && global.lokiConfig().isEmpty()) {
            text = ProfileFile.read(environment().configurationFile(), warn)
                    .standard()
                    .map(Profile::name);
        }
        String config = global.lokiConfig().orElse(null);
        return text.isEmpty() && config == null
                ? Optional.empty()
                : Optional.of(new OpenStores.Origin(text.orElse(null), config));
    }

    /** What the user may call the store; the same for the same store. */
    String shortName() throws IOException {
        Optional<String> text = wanted();
        Profile profile = profile(text);
        return profile != null ? profile.name() : StoreNaming.of(text.orElse("store"));
    }

    /** Loki's configuration as the command line names it, or else the session's store. */
    Optional<String> lokiConfig() {
        return global.lokiConfig().or(() -> origin().map(OpenStores.Origin::lokiConfig));
    }

    /** Whether anything says which store is meant. */
    boolean hasStore() throws IOException {
        return wanted().isPresent() || lokiConfig().isPresent() || profile(Optional.empty()) != null;
    }

    OpenedStore open() throws IOException {
        OpenedBuckets buckets = openBuckets();
        try {
            return buckets.open();
        } catch (IOException | RuntimeException e) {
            buckets.close();
            throw e;
        }
    }

    /** Opens the buckets without looking into them; a folder and an archive must exist. */
    OpenedBuckets openBuckets() throws IOException {
        Optional<String> wanted = wanted();
        Profile profile = profile(wanted);
        ConfiguredStore configured = configured(profile);
        List<StoreUri> uris = uris(wanted, profile, configured);
        TemporaryFolder temporary = TemporaryFolder.create();
        try {
            return open(uris, profile, configured, temporary);
        } catch (StoreException e) {
            temporary.close();
            throw noProfileEither(e, wanted, profile);
        } catch (IOException | RuntimeException e) {
            temporary.close();
            throw e;
        }
    }

    /**
     * Opens another bucket of the server that holds the Loki store, with the same credentials. The caller closes it.
     *
     * @param uri of the other bucket
     * @param main of the Loki store's
     */
    CountingStore openBeside(StoreUri uri, StoreUri main, Path temporary) throws IOException {
        Profile profile = profile(wanted());
        return connect(uri, options(main, profile, configured(profile), temporary));
    }

    /**
     * Opens another bucket than the Loki store, such as the ruler's, with the credentials of its own profile, or else those
     * for the Loki store. The caller closes it, and removes the folder.
     *
     * @param text a URI, or the name of a profile
     */
    CountingStore openOther(String text, Path temporary) throws IOException {
        Profile own = profile(Optional.of(text));
        Profile profile = own != null ? own : profile(wanted());
        ConfiguredStore configured = configured(profile);
        StoreUri uri = uri(own != null ? own.store() : text);
        StoreUri completed = configured == null ? uri : configured.completed(uri);
        return connect(completed, options(completed, profile, configured, temporary));
    }

    private List<StoreUri> uris(
            Optional<String> wanted, @Nullable Profile profile, @Nullable ConfiguredStore configured) {
        Optional<String> text = profile != null ? Optional.of(profile.store()) : wanted;
        if (text.isPresent()) {
            StoreUri uri = uri(text.get());
            return List.of(configured == null ? uri : configured.completed(uri));
        }
        if (configured != null) {
            return configured.uris();
        }
        if (session.memory().isShell()) {
            throw new UsageException("no store is in use: 'open URI' opens one, 'use NAME' takes one that is open");
        }
        throw new UsageException("no store: give -s URI, set $" + STORE_VARIABLE + ", or name a default profile in "
                + environment().configurationFile());
    }

    private OpenedBuckets open(
            List<StoreUri> uris,
            @Nullable Profile profile,
            @Nullable ConfiguredStore configured,
            TemporaryFolder temporary)
            throws IOException {
        List<CountingStore> buckets = new ArrayList<>();
        try {
            Optional<InventoryStore> inventory = uris.size() == 1 ? InventoryStore.at(uris.get(0)) : Optional.empty();
            if (inventory.isPresent()) {
                buckets.add(inventory.get().store());
            } else {
                for (StoreUri uri : uris) {
                    buckets.add(Stores.open(uri, options(uri, profile, configured, temporary.path())));
                }
            }
            LokiConfig config = configured == null ? null : configured.config();
            ObjectStore reader = buckets.size() == 1
                    ? buckets.get(0)
                    : new BucketsStore(List.<ObjectStore>copyOf(buckets), prefix(config), delimiter(config));
            OpenOptions options = OpenOptions.defaults(temporary.path())
                    .withConfig(config)
                    .withConcurrency(global.concurrency().orElse(OpenOptions.DEFAULT_CONCURRENCY));
            Set<TenantId> tenants = tenants(profile);
            if (inventory.isPresent()) {
                StoreCache cache = inventory.get().cache(caches);
                InventoryAbout about = inventory.get().inventory().about();
                OpenOptions offline = inventory.get().options(options, cache, session.clock());
                return new OpenedBuckets(uris, buckets, reader, about, offline, tenants, cache, temporary);
            }
            // what a customer's key keeps unreadable in the bucket must not lie readable in a cache
            StoreCache cache = sseKey(profile).isPresent() ? StoreCache.NONE : caches.open(OpenedBuckets.name(uris));
            OpenOptions cached = options.withCaching(caches.caching(cache));
            return new OpenedBuckets(uris, buckets, reader, null, cached, tenants, cache, temporary);
        } catch (IOException | RuntimeException e) {
            for (CountingStore bucket : buckets) {
                bucket.close();
            }
            throw e;
        }
    }

    private static CountingStore connect(StoreUri uri, StoreOptions options) throws IOException {
        Optional<InventoryStore> inventory = InventoryStore.at(uri);
        return inventory.isPresent() ? inventory.get().store() : Stores.open(uri, options);
    }

    /** The name under which a store's cache is kept; the store is not opened. */
    String cacheName(Optional<String> wanted) throws IOException {
        Profile profile = profile(wanted);
        List<StoreUri> uris = uris(wanted, profile, configured(profile));
        Optional<InventoryStore> inventory = uris.size() == 1 ? InventoryStore.at(uris.get(0)) : Optional.empty();
        if (inventory.isPresent()) {
            try (SavedInventory opened = inventory.get().inventory()) {
                return new InventoryStore(uris.get(0), opened).cacheName();
            }
        }
        return OpenedBuckets.name(uris);
    }

    /** What the inventory that is meant says of itself; empty for a store. */
    Optional<InventoryAbout> inventory() throws IOException {
        Optional<String> wanted = wanted();
        Profile profile = profile(wanted);
        Optional<String> text = profile != null ? Optional.of(profile.store()) : wanted;
        return text.isPresent() ? InventoryStore.about(uri(text.get())) : Optional.empty();
    }

    private static String prefix(@Nullable LokiConfig config) {
        return config == null ? "" : config.objectPrefix();
    }

    private static char delimiter(@Nullable LokiConfig config) {
        StoreSettings settings = config == null ? null : config.latestStore().orElse(null);
        return settings instanceof StoreSettings.S3 s3 && s3.chunkDelimiter().length() == 1
                ? s3.chunkDelimiter().charAt(0)
                : ChunkKeyScheme.DELIMITER;
    }

    private @Nullable ConfiguredStore configured(@Nullable Profile profile) throws IOException {
        String file = lokiConfig().orElse(configuration(profile));
        if (file == null) {
            return null;
        }
        LokiConfig config = LokiConfig.of(ConfigFiles.load(session, file, "--loki-config"), environment()::get);
        config.faults().forEach(fault);
        return new ConfiguredStore(config);
    }

    private static @Nullable String configuration(@Nullable Profile profile) {
        return profile == null ? null : profile.lokiConfig();
    }

    /** The configuration that the profile in use names. */
    Optional<String> profileConfiguration() throws IOException {
        return Optional.ofNullable(configuration(profile(wanted())));
    }

    /** A bare word that is no path may have been meant for a profile. */
    private StoreException noProfileEither(StoreException e, Optional<String> wanted, @Nullable Profile profile) {
        boolean bare =
                profile == null && wanted.filter(StoreOpening::maybeProfile).isPresent();
        return bare && e.kind() == StoreException.Kind.NO_SUCH_BUCKET
                ? new StoreException(
                        e.kind(),
                        e.getMessage() + "; no profile is called '" + wanted.orElse("") + "' in "
                                + environment().configurationFile() + " either",
                        e)
                : e;
    }

    private static boolean maybeProfile(String text) {
        return !text.contains("/") && !text.contains(".");
    }

    /** The profile that is meant, or null. A bare word is a profile if there is one of that name, else a path. */
    private @Nullable Profile profile(Optional<String> wanted) throws IOException {
        if (!wanted.map(StoreOpening::maybeProfile).orElse(true)) {
            return null;
        }
        ProfileFile file = ProfileFile.read(environment().configurationFile(), warn);
        Optional<Profile> standard = session.memory().isShell() ? Optional.empty() : file.standard();
        return wanted.map(file::find).orElse(standard).orElse(null);
    }

    private StoreUri uri(String text) {
        try {
            StoreUri uri = StoreUri.parse(text);
            return uri instanceof StoreUri.Local local
                    ? new StoreUri.Local(session.workingDirectory().resolve(local.path()))
                    : uri;
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private StoreOptions options(
            StoreUri uri, @Nullable Profile profile, @Nullable ConfiguredStore configured, Path temporary) {
        StoreOptions options = StoreOptions.defaults()
                .withEnvironment(environment().variables())
                .withRegion(environment()
                        .get("AWS_REGION")
                        .or(() -> environment().get("AWS_DEFAULT_REGION"))
                        .orElse(null))
                .withCredentials(credentials(uri, profile, configured));
        options = options.withArchive(options.archiveLimits(), temporary);
        if (global.concurrency().isPresent()) {
            options = options.withConcurrency(concurrency(global.concurrency().get()));
        }
        return sseKey(profile).map(options::withSseCustomerKey).orElse(options);
    }

    private static int concurrency(int value) {
        if (value < 1) {
            throw new UsageException("--concurrency is " + value + " but must be 1 or more");
        }
        return value;
    }

    /** What was named comes before what happens to be in the environment. */
    private Credentials credentials(StoreUri uri, @Nullable Profile profile, @Nullable ConfiguredStore configured) {
        if (profile != null && profile.accessKeyId() != null && profile.secretAccessKey() != null) {
            SecretSource token = profile.sessionToken();
            return new Credentials.Fixed(
                    profile.accessKeyId().read(environment(), warn),
                    profile.secretAccessKey().read(environment(), warn),
                    token == null ? null : token.read(environment(), warn));
        }
        if (profile != null && profile.anonymous()
                || environment().get(ANONYMOUS_VARIABLE).isPresent()) {
            return new Credentials.Anonymous();
        }
        if (profile != null && profile.awsProfile() != null) {
            return new Credentials.Profile(profile.awsProfile());
        }
        Optional<Credentials> ofLoki = configured == null ? Optional.empty() : configured.credentials(uri);
        return ofLoki.orElseGet(this::credentialsOfEnvironment);
    }

    private Credentials credentialsOfEnvironment() {
        Optional<String> keyId = environment().get("AWS_ACCESS_KEY_ID");
        Optional<String> secret = environment().get("AWS_SECRET_ACCESS_KEY");
        if (keyId.isPresent() && secret.isPresent()) {
            // given here, so that both clients take them from the session and not from the process
            String token = environment().get("AWS_SESSION_TOKEN").orElse(null);
            return new Credentials.Fixed(keyId.get(), secret.get(), token);
        }
        return environment()
                .get(AWS_PROFILE)
                .<Credentials>map(Credentials.Profile::new)
                .orElseGet(Credentials.DefaultChain::new);
    }

    private Optional<SseCustomerKey> sseKey(@Nullable Profile profile) {
        SecretSource source = profile != null ? profile.sseCustomerKey() : null;
        if (source == null) {
            source = environment()
                    .get(SSE_KEY_FILE_VARIABLE)
                    .<SecretSource>map(file -> new SecretSource.InFile(Path.of(file)))
                    .or(() ->
                            environment().get(SSE_KEY_VARIABLE).map(set -> new SecretSource.Variable(SSE_KEY_VARIABLE)))
                    .orElse(null);
        }
        if (source == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(SseCustomerKey.ofBase64(source.read(environment(), warn)));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        }
    }

    private static Set<TenantId> tenants(@Nullable Profile profile) {
        return profile == null
                ? Set.of()
                : profile.tenants().stream().map(TenantId::of).collect(Collectors.toSet());
    }

    private Environment environment() {
        return session.environment();
    }
}
