package dev.lokistore.objectstore;

import dev.lokistore.objectstore.filesystem.FilesystemStore;
import dev.lokistore.objectstore.minio.MinioStores;
import dev.lokistore.objectstore.s3.AwsStores;
import dev.lokistore.objectstore.tar.TarReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Opens stores. Only the client that a URI names is loaded. */
public final class Stores {
    private Stores() {}

    /**
     * Opens a store with retries, a limit on requests at once, and counters. A folder and an archive must exist; a bucket
     * is not asked before its first use. An archive ({@code .tar.gz}, {@code .tgz}) can only be read; it is also found
     * when only its ending is left out.
     *
     * @throws StoreException of kind {@link StoreException.Kind#NO_SUCH_BUCKET} if there is no such folder or archive
     */
    public static CountingStore open(StoreUri uri, StoreOptions options) throws IOException {
        ObjectStore backend = uri instanceof StoreUri.Bucket bucket
                ? bucket(bucket, options)
                : local(((StoreUri.Local) uri).path(), options);
        return decorate(backend, options);
    }

    private static ObjectStore bucket(StoreUri.Bucket uri, StoreOptions options) throws StoreException {
        return switch (uri.client()) {
            case AWS -> AwsStores.open(uri, options);
            case MINIO -> MinioStores.open(uri, options);
        };
    }

    private static ObjectStore local(Path path, StoreOptions options) throws IOException {
        if (Files.isDirectory(path)) {
            return FilesystemStore.open(path);
        }
        Path packed = path.resolveSibling(path.getFileName() + ".tar.gz");
        Path archive = Files.exists(path) ? path : packed;
        if (!Files.exists(archive)) {
            throw new StoreException(StoreException.Kind.NO_SUCH_BUCKET, "no such folder or archive: " + path, null);
        }
        if (!isArchive(archive)) {
            throw new StoreException(
                    StoreException.Kind.UNSUPPORTED,
                    path + " is neither a folder nor an archive (.tar.gz, .tgz)",
                    null);
        }
        return new ReadOnlyStore(TarReader.open(archive, options.archiveLimits(), options.temporaryDirectory()));
    }

    private static boolean isArchive(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".tar.gz") || name.endsWith(".tgz");
    }

    static CountingStore decorate(ObjectStore backend, StoreOptions options) {
        RequestCounter counter = new RequestCounter(System::nanoTime);
        Interceptor retries = new Retries(
                options.retries(),
                delay -> TimeUnit.NANOSECONDS.sleep(delay.toNanos()),
                () -> ThreadLocalRandom.current().nextDouble(),
                counter::retried);
        // the wait between attempts holds no place, and each attempt counts
        Interceptor chain = retries.around(new ConcurrencyLimit(options.concurrency()).around(counter));
        return new CountingStore(backend, chain, counter);
    }
}
