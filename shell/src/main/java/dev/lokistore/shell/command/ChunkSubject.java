package dev.lokistore.shell.command;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The chunk object that a command is about.
 *
 * @param key Loki's logical key, or the file's path if its name is none
 * @param objectKey the physical key, or the file's path
 * @param object as the store says it; null for a file
 * @param expected what the key or the file's path says; null if it says nothing. Of a file name without the folders above
 *     it, only times and checksum count
 */
record ChunkSubject(
        String key,
        String objectKey,
        ByteSource source,
        @Nullable ObjectInfo object,
        @Nullable ChunkRef expected) {
    /**
     * @param name a file on this machine, or a key in the store
     * @throws NotFoundException if it is neither
     */
    static ChunkSubject find(Run run, String name) throws IOException {
        Optional<Path> file = file(run, name);
        if (file.isPresent()) {
            return ofFile(file.get());
        }
        requireStore(run, name);
        return ofKey(run, name);
    }

    /** Opens the store for a key; what is no file is one. */
    static void requireStore(Run run, String name) throws IOException {
        try {
            run.loki();
        } catch (UsageException e) {
            throw new UsageException("there is no file '" + name + "'; for a key in a store: " + e.getMessage());
        }
    }

    static Optional<Path> file(Run run, String name) {
        try {
            return Optional.of(run.session().workingDirectory().resolve(name)).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            return Optional.empty(); // keys may hold what no file name can
        }
    }

    private static ChunkSubject ofFile(Path file) throws IOException {
        if (Files.size(file) > OpenOptions.DEFAULT_MAX_CHUNK_BYTES) {
            throw new IOException(file + " has " + Files.size(file) + " bytes: too large for a chunk");
        }
        ByteSource source = ByteSource.of(file.toString(), Files.readAllBytes(file));
        ChunkRef expected = refOfPath(file);
        String key = expected == null ? file.toString() : ChunkKeyScheme.NESTED.format(expected);
        return new ChunkSubject(key, file.toString(), source, null, expected);
    }

    private static ChunkSubject ofKey(Run run, String name) throws IOException {
        LokiStore loki = run.loki();
        Optional<ChunkRef> ref = ChunkKeyScheme.tryParse(name);
        ObjectInfo object = ref.isPresent()
                ? loki.locate(ref.get())
                        .orElseThrow(() -> new NotFoundException("there is no chunk " + name + " in "
                                + loki.objects().name() + "; 'chunks' lists the keys"))
                : loki.objects().head(ObjectKey.of(name));
        return ofObject(loki, object, ref.orElse(null));
    }

    /** @param ref what it is known by; null if only by its key */
    static ChunkSubject ofObject(LokiStore loki, ObjectInfo object, @Nullable ChunkRef ref) throws IOException {
        if (object.sizeBytes() > OpenOptions.DEFAULT_MAX_CHUNK_BYTES) {
            throw new IOException(object.key() + " has " + object.sizeBytes() + " bytes: too large for a chunk");
        }
        String physical = object.key().value();
        ByteSource source =
                ByteSource.of(physical, loki.objects().readAll(object.key(), OpenOptions.DEFAULT_MAX_CHUNK_BYTES));
        ChunkRef expected = ref != null ? ref : physicalRef(physical).orElse(null);
        String logical = expected == null ? physical : loki.logicalKey(expected);
        return new ChunkSubject(logical, physical, source, object, expected);
    }

    /** Broken blocks are reported, and do not end it. */
    ChunkReader open(Run run) throws IOException {
        ReadOptions options = ReadOptions.DEFAULT
                .tolerating(Defect.Kind.BROKEN_BLOCK)
                .reportingTo(defect -> {
                    if (defect.kind() == Defect.Kind.BROKEN_BLOCK) {
                        run.problems().report(defect.source(), new IOException(defect.toString()));
                    } else {
                        run.harmless(defect);
                    }
                });
        return ChunkReader.open(source, options);
    }

    private static Optional<ChunkRef> physicalRef(String key) {
        return ChunkKeyScheme.tryParse(key).or(() -> ChunkKeyScheme.tryParseFilesystem(key));
    }

    /** From the last parts of a path, as a mirror or a filesystem store has them. */
    private static @Nullable ChunkRef refOfPath(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        int parts = absolute.getNameCount();
        for (int taken = 1; taken <= Math.min(3, parts); taken++) {
            String tail = absolute.subpath(parts - taken, parts).toString().replace('\\', '/');
            Optional<ChunkRef> ref = physicalRef(tail);
            if (ref.isPresent()) {
                return ref.get();
            }
        }
        return null;
    }

    /** As the chunk describes itself, with the checksum of its key; 0 without a key. */
    ChunkRef ref(ChunkHeader header) {
        return new ChunkRef(
                header.tenant(),
                header.fingerprint(),
                header.fromMillis(),
                header.throughMillis(),
                expected == null ? 0 : expected.checksum());
    }
}
