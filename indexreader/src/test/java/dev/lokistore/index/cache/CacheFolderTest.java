package dev.lokistore.index.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What all caches together take, and which of them go first. */
@Tag("one-runtime")
class CacheFolderTest {
    private static final int MIB = 1 << 20;
    private static final long LIMIT = 20L * MIB;

    @TempDir
    private Path temp;

    private final Random random = new Random(5);
    private final List<String> notes = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T00:00:00Z");

    private CacheFolder folder(long limit) {
        now = now.plus(Duration.ofSeconds(10));
        return new CacheFolder(temp.resolve("cache"), limit, () -> now, notes::add);
    }

    private void write(StoreCache cache, String name, int bytes) {
        try (StoreCache.Writing entry = cache.write(name).orElseThrow()) {
            for (int done = 0; done < bytes; done += MIB / 4) {
                byte[] blob = new byte[Math.min(MIB / 4, bytes - done)];
                random.nextBytes(blob);
                entry.add(blob);
            }
            entry.finish(name.getBytes(StandardCharsets.UTF_8));
        }
        now = now.plus(Duration.ofSeconds(1));
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (CacheFolder.CachedStore file : folder(LIMIT).list()) {
            bytes += file.bytes();
        }
        return bytes;
    }

    @Test
    void oneStoreKeepsBelowTheLimitWhateverIsWritten() throws IOException {
        for (int round = 0; round < 6; round++) {
            try (StoreCache cache = folder(LIMIT).open("s3://one")) {
                for (int entry = 0; entry < 8; entry++) {
                    write(cache, "entry " + entry, (1 + random.nextInt(4)) * MIB);
                }
            }
            assertThat(bytesOnDisk()).as("after round " + round).isLessThanOrEqualTo(LIMIT);
        }
        try (StoreCache cache = folder(LIMIT).open("s3://one")) {
            assertThat(cache.find("entry 7")).isPresent();
            assertThat(cache.find("entry 0")).isEmpty();
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void whatWasUsedLastStays() throws IOException {
        try (StoreCache cache = folder(LIMIT).open("s3://one")) {
            write(cache, "a", 4 * MIB);
            write(cache, "b", 4 * MIB);
            assertThat(cache.find("a")).isPresent();
            now = now.plus(Duration.ofSeconds(1));
            write(cache, "c", 4 * MIB);
            assertThat(cache.find("a")).isPresent();
            assertThat(cache.find("b")).isEmpty();
            assertThat(cache.find("c")).isPresent();
        }
    }

    @Test
    void whatIsTooLargeIsNotKeptAndHarmsNothing() throws IOException {
        try (StoreCache cache = folder(LIMIT).open("s3://one")) {
            write(cache, "small", MIB);
            write(cache, "huge", (int) LIMIT);
            assertThat(cache.find("small")).isPresent();
            assertThat(cache.find("huge")).isEmpty();
        }
    }

    @Test
    void storesUsedLongestAgoGoFirst() throws IOException {
        for (String store : List.of("s3://one", "s3://two", "s3://three")) {
            try (StoreCache cache = folder(LIMIT).open(store)) {
                write(cache, "entry", 7 * MIB);
            }
        }
        try (StoreCache cache = folder(LIMIT).open("s3://four")) {
            write(cache, "entry", MIB);
        }
        assertThat(folder(LIMIT).list())
                .extracting(CacheFolder.CachedStore::store)
                .containsExactly(Optional.of("s3://four"), Optional.of("s3://three"), Optional.of("s3://two"));
    }

    @Test
    void aSmallerLimitCountsAtOnce() throws IOException {
        try (StoreCache cache = folder(LIMIT).open("s3://one")) {
            write(cache, "entry", 7 * MIB);
        }
        try (StoreCache cache = folder(4 * MIB).open("s3://one")) {
            assertThat(cache.find("entry")).isEmpty();
        }
        assertThat(bytesOnDisk()).isLessThanOrEqualTo(4 * MIB);
    }

    @Test
    void theSameEntryWrittenAgainTakesNoMoreRoom() throws IOException {
        for (int round = 0; round < 12; round++) {
            try (StoreCache cache = folder(LIMIT).open("s3://one")) {
                write(cache, "entry", 5 * MIB);
            }
        }
        assertThat(bytesOnDisk()).isLessThanOrEqualTo(LIMIT);
        try (StoreCache cache = folder(LIMIT).open("s3://one")) {
            StoreCache.Entry entry = cache.find("entry").orElseThrow();
            assertThat(entry.count()).isEqualTo(20);
            assertThat(entry.read(19)).hasSize(MIB / 4);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void onlyItsOwnerReadsIt() throws IOException {
        try (StoreCache cache = folder(LIMIT).open("s3://one")) {
            write(cache, "entry", MIB);
        }
        Path file = folder(LIMIT).list().get(0).file();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }
}
