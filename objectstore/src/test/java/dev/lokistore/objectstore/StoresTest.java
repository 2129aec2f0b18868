package dev.lokistore.objectstore;

import static dev.lokistore.objectstore.testing.ObjectReaderContract.assertKind;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.testing.Listings;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoresTest {
    private static final Path TESTDATA = Path.of(System.getProperty("lokistore.testdata"));

    @TempDir
    Path folder;

    private StoreOptions options() {
        return StoreOptions.defaults().withEnvironment(Map.of()).withArchive(ArchiveLimits.DEFAULT, folder);
    }

    private CountingStore open(String uri) throws IOException {
        return Stores.open(StoreUri.parse(uri), options());
    }

    @Test
    void aFolderIsOpened() throws Exception {
        Files.writeString(folder.resolve("k"), "x");

        assertThat(Listings.keys(open(folder.toString()).list(""))).containsExactly("k");
        assertThat(Listings.keys(open(folder.toUri().toString()).list(""))).containsExactly("k");
    }

    @Test
    void anArchiveIsOpenedByItsNameWithAndWithoutItsEnding() throws Exception {
        for (String name : List.of("fs-tsdb-v13-gzip", "fs-tsdb-v13-gzip.tar.gz")) {
            try (CountingStore store = open(TESTDATA.resolve(name).toString())) {
                assertThat(Listings.names(store.listLevel(""))).containsExactly("fs-tsdb-v13-gzip/");
                assertThat(Listings.names(store.listLevel("fs-tsdb-v13-gzip/")))
                        .contains("fs-tsdb-v13-gzip/store/", "fs-tsdb-v13-gzip/loki.yaml");
                assertKind(Kind.UNSUPPORTED, () -> store.put(ObjectKey.of("k"), new byte[1]));
                assertKind(Kind.UNSUPPORTED, () -> store.delete(List.of(ObjectKey.of("k"))));
            }
        }
    }

    @Test
    void whatIsNotThereOrNoStoreIsSaidSo() throws Exception {
        Files.writeString(folder.resolve("file.txt"), "x");

        assertKind(Kind.NO_SUCH_BUCKET, () -> open(folder.resolve("missing").toString()));
        assertKind(Kind.UNSUPPORTED, () -> open(folder.resolve("file.txt").toString()));
        assertKind(
                Kind.BAD_RESPONSE,
                () -> open(Files.writeString(folder.resolve("x.tgz"), "no gzip").toString()));
        assertKind(Kind.NO_SUCH_BUCKET, () -> open("/no/such/place"));
    }

    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void openingABucketAsksNobody(StoreUri.Client client) throws Exception {
        StoreOptions fixed = options().withCredentials(new Credentials.Fixed("id", "secret", null));
        String uri = client == StoreUri.Client.AWS ? "s3://b?endpoint=nowhere.invalid" : "minio://nowhere.invalid/b";
        try (CountingStore store = Stores.open(StoreUri.parse(uri), fixed)) {
            assertThat(store.name()).isEqualTo(uri);
            assertThat(store.stats().allRequests()).isZero();
        }
    }

    @Test
    void theMinioClientTakesCredentialsFromTheEnvironmentOrAProfile() throws Exception {
        Path file = Files.writeString(
                folder.resolve("credentials"), "[ops]\naws_access_key_id = id\naws_secret_access_key = secret\n");
        StoreUri uri = StoreUri.parse("minio://nowhere.invalid/b");
        Map<String, String> keys = Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret");
        Map<String, String> profile = Map.of("AWS_SHARED_CREDENTIALS_FILE", file.toString(), "AWS_PROFILE", "ops");
        Stores.open(uri, options().withEnvironment(keys)).close();
        Stores.open(uri, options().withEnvironment(profile)).close();
        Stores.open(uri, options().withEnvironment(profile).withCredentials(new Credentials.Profile("ops")))
                .close();

        Map<String, String> elsewhere = Map.of("AWS_SHARED_CREDENTIALS_FILE", file.toString());
        assertKind(Kind.BAD_CREDENTIALS, () -> Stores.open(uri, options().withEnvironment(elsewhere)));
    }

    @Test
    void aFolderIsOpenedWithoutLoadingAnyClient() throws Exception {
        Files.writeString(folder.resolve("k"), "x");
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        List<String> loaded = new ArrayList<>();
        try (URLClassLoader loader =
                new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()) {
                    @Override
                    protected Class<?> findClass(String name) throws ClassNotFoundException {
                        loaded.add(name);
                        return super.findClass(name);
                    }
                }) {
            loader.loadClass(FolderProbe.class.getName())
                    .getMethod("probe", String.class)
                    .invoke(null, folder.toString());
        }
        assertThat(loaded)
                .contains(Stores.class.getName())
                .noneMatch(name -> name.startsWith("software.amazon") || name.startsWith("io.minio"))
                .noneMatch(name -> name.startsWith("okhttp3") || name.startsWith("org.apache"))
                .noneMatch(name -> name.startsWith("org.slf4j"));
    }

    /** Runs inside another class loader. */
    public static final class FolderProbe {
        private FolderProbe() {}

        public static void probe(String folder) throws IOException {
            try (ObjectStore store = Stores.open(StoreUri.parse(folder), StoreOptions.defaults());
                    Listing<ObjectInfo> listing = store.list("")) {
                if (!listing.next()) {
                    throw new IOException("empty");
                }
                store.readAll(listing.entry().key(), 1);
            }
        }
    }
}
