package dev.lokistore.objectstore.tar;

import static dev.lokistore.objectstore.testing.ObjectReaderContract.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.objectstore.ArchiveLimits;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.testing.Listings;
import dev.lokistore.objectstore.testing.ObjectReaderContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarReaderTest implements ObjectReaderContract {
    private static final ArchiveLimits SMALL = new ArchiveLimits(1 << 20, 1000, 100);

    @TempDir
    Path folder;

    Path spools;

    @BeforeEach
    void makeSpoolFolder() throws IOException {
        spools = Files.createDirectory(folder.resolve("spools"));
    }

    /** Writes an archive member by member. */
    private static final class Packer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar;

        Packer() throws IOException {
            tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8");
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
        }

        Packer file(String name, byte[] content) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        }

        Packer special(String name, byte type, String target) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            entry.setLinkName(target);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
            return this;
        }

        byte[] packed() throws IOException {
            tar.close();
            return bytes.toByteArray();
        }
    }

    private ObjectReader open(byte[] archive, ArchiveLimits limits) throws IOException {
        Path file = Files.write(folder.resolve("a.tar.gz"), archive);
        return TarReader.open(file, limits, spools);
    }

    @Override
    public ObjectReader reader(Map<String, byte[]> objects) throws Exception {
        Packer packer = new Packer();
        for (Map.Entry<String, byte[]> object : objects.entrySet()) {
            packer.file(object.getKey(), object.getValue());
        }
        return open(packer.packed(), ArchiveLimits.DEFAULT);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void membersThatLeadOutOrAreNoFilesAreLeftOut() throws Exception {
        byte[] archive = new Packer()
                .file("good", utf8("x"))
                .file("./dotted/file", utf8("x"))
                .file("../outside", utf8("x"))
                .file("a/../../outside", utf8("x"))
                .file("/absolute", utf8("x"))
                .special("link", TarConstants.LF_SYMLINK, "/etc/passwd")
                .special("hard", TarConstants.LF_LINK, "good")
                .special("pipe", TarConstants.LF_FIFO, "")
                .special("device", TarConstants.LF_CHR, "")
                .special("folder/", TarConstants.LF_DIR, "")
                .packed();
        ObjectReader reader = open(archive, SMALL);

        assertThat(Listings.keys(reader.list(""))).containsExactly("dotted/file", "good");
        assertThat(spools).isEmptyDirectory();
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    @Test
    void theLastOfSeveralMembersOfOneNameCounts() throws Exception {
        byte[] archive =
                new Packer().file("k", utf8("first")).file("k", utf8("second!")).packed();

        assertThat(open(archive, SMALL).readAll(ObjectKey.of("k"), 100)).isEqualTo(utf8("second!"));
    }

    @Test
    void theSpoolFileHasNoNameWhileItIsRead() throws Exception {
        ObjectReader reader = open(new Packer().file("k", utf8("content")).packed(), SMALL);

        assertThat(spools).isEmptyDirectory();
        assertThat(reader.read(ObjectKey.of("k"), 3, 2)).isEqualTo(utf8("te"));
        reader.close();
        assertKind(Kind.IO, () -> reader.read(ObjectKey.of("k"), 3, 2));
    }

    @Test
    void anInterruptedReaderDoesNotCloseTheArchiveForOthers() throws Exception {
        ObjectReader reader = open(new Packer().file("k", utf8("content")).packed(), SMALL);
        Thread.currentThread().interrupt();
        try {
            reader.readAll(ObjectKey.of("k"), 100);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(reader.readAll(ObjectKey.of("k"), 100)).isEqualTo(utf8("content"));
    }

    @Test
    void aFullDiskIsNotTakenForADamagedArchive() throws Exception {
        Path archive = Files.write(
                folder.resolve("a.tar.gz"), new Packer().file("k", utf8("x")).packed());
        try (Spool full = new Spool(spools, new RandomAccessFile("/dev/full", "rw"))) {
            assertThatThrownBy(() -> new Unpacking(archive, SMALL, full).members())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("writing to " + spools + " failed")
                    .hasMessageContaining("No space left on device");
        }
    }

    @Test
    void bombsAreRefused() throws Exception {
        byte[] bomb = new Packer().file("zeros", new byte[2 << 20]).packed();

        assertKind(Kind.TOO_LARGE, () -> open(bomb, SMALL));
        assertThat(spools).isEmptyDirectory();
        assertThat(open(bomb, ArchiveLimits.DEFAULT).head(ObjectKey.of("zeros")).sizeBytes())
                .isEqualTo(2 << 20);
    }

    @Test
    void theRatioIsLimitedForLargeArchivesOnly() {
        ArchiveLimits limits = new ArchiveLimits(1L << 40, 100, 1);

        assertThat(limits.bytesAllowed(1)).isEqualTo(64 << 20);
        assertThat(limits.bytesAllowed(10 << 20)).isEqualTo(1000 << 20);
        assertThat(limits.bytesAllowed(Long.MAX_VALUE)).isEqualTo(1L << 40);
    }

    @Test
    void bombsOfLeftOutMembersAreRefusedToo() throws Exception {
        byte[] bomb = new Packer().file("../zeros", new byte[4 << 20]).packed();

        assertKind(Kind.TOO_LARGE, () -> open(bomb, SMALL));
    }

    @Test
    void tooManyMembersAreRefused() throws Exception {
        Packer packer = new Packer();
        for (int i = 0; i <= SMALL.maxMembers(); i++) {
            packer.file("f" + i, new byte[0]);
        }
        byte[] archive = packer.packed();

        assertKind(Kind.TOO_LARGE, () -> open(archive, SMALL));
    }

    @Test
    void anArchiveCutAnywhereSaysSo() throws Exception {
        byte[] noise = new byte[800];
        new Random(7).nextBytes(noise);
        byte[] archive = new Packer().file("a", noise).file("b", utf8("x")).packed();

        for (int length = 0; length < archive.length; length++) {
            byte[] cut = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> open(cut, SMALL))
                    .as("cut to %d of %d bytes", length, archive.length)
                    .isInstanceOfSatisfying(StoreException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.BAD_RESPONSE);
                        assertThat(e.getMessage()).contains("a.tar.gz").contains("cut short");
                    });
        }
        assertThat(spools).isEmptyDirectory();
    }

    @Test
    void anArchiveWithAnyByteFlippedIsReadOrRefused() throws Exception {
        byte[] archive = new Packer()
                .file("a", utf8("some content"))
                .file("a".repeat(150), utf8("long name"))
                .packed();

        for (int at = 0; at < archive.length; at++) {
            byte[] flipped = archive.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            try (ObjectReader reader = open(flipped, SMALL)) {
                // a flip that the checksum does not see changed nothing: header fields, or another way to the same
                // zeros
                assertThat(reader.readAll(ObjectKey.of("a"), 100))
                        .as("byte %d flipped", at)
                        .isEqualTo(utf8("some content"));
                assertThat(reader.readAll(ObjectKey.of("a".repeat(150)), 100))
                        .as("byte %d flipped", at)
                        .isEqualTo(utf8("long name"));
            } catch (StoreException e) {
                assertThat(e.kind()).as("byte %d flipped", at).isIn(Kind.BAD_RESPONSE, Kind.TOO_LARGE);
            }
        }
    }

    @Test
    void aDamagedTarInsideASoundGzipIsReadOrRefused() throws Exception {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(plain, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            TarArchiveEntry entry = new TarArchiveEntry("é".repeat(120));
            entry.setSize(3);
            tar.putArchiveEntry(entry);
            tar.write(utf8("abc"));
            tar.closeArchiveEntry();
        }
        byte[] tar = plain.toByteArray();
        byte[] values = {0, (byte) 0xff, '9', '-'};
        for (int at = 0; at < Math.min(tar.length, 2600); at += Boolean.getBoolean("lokistore.exhaustive") ? 1 : 3) {
            byte[] damaged = tar.clone();
            damaged[at] = values[at % values.length];
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(damaged);
            }
            try {
                open(packed.toByteArray(), SMALL).close();
            } catch (StoreException e) {
                assertThat(e.kind()).isIn(Kind.BAD_RESPONSE, Kind.TOO_LARGE);
            }
        }
    }

    @Test
    void severalGzipMembersAreOneArchive() throws Exception {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(plain, "UTF-8")) {
            TarArchiveEntry entry = new TarArchiveEntry("k");
            entry.setSize(2000);
            tar.putArchiveEntry(entry);
            tar.write(new byte[2000]);
            tar.closeArchiveEntry();
        }
        byte[] tar = plain.toByteArray();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int from = 0; from < tar.length; from += 700) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(tar, from, Math.min(700, tar.length - from));
            }
        }

        assertThat(open(packed.toByteArray(), SMALL).head(ObjectKey.of("k")).sizeBytes())
                .isEqualTo(2000);
    }
}
