package dev.lokistore.compactor.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkWriter;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.engine.LockedException;
import dev.lokistore.compactor.engine.RefusedPlanException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a dump what it was: sums, names, parts, and what a run that was cut off leaves. */
class StoreDumpTest {
    private static final DumpOrigin ORIGIN =
            new DumpOrigin("lokistore test", List.of("dump"), "/store", "", List.of(), null, null);
    private static final String SECRET = "Tr0ub4dor&3";
    private static final int SAMPLES = Boolean.getBoolean("lokistore.exhaustive") ? 4000 : 150;

    @TempDir
    private Path temporary;

    private Path folder;
    private final List<String> problems = new ArrayList<>();

    @BeforeEach
    void name() {
        folder = temporary.resolve("dump");
    }

    private static byte[] chunk(int seed) throws IOException {
        ChunkWriter writer = new ChunkWriter(
                TenantId.of("acme-inc"), 0xfeedL, Labels.of("app", SECRET), ChunkFormat.of(4, Codec.GZIP));
        for (int i = 0; i < 20; i++) {
            String line = "password=" + SECRET + " attempt=" + (i + seed);
            StructuredMetadata metadata = i % 3 == 0 ? StructuredMetadata.of("user", SECRET) : StructuredMetadata.EMPTY;
            writer.append(1_000_000_000L * (i + 1), line.getBytes(StandardCharsets.UTF_8), metadata);
        }
        writer.append(30_000_000_000L, new byte[] {(byte) 0xff, 0, (byte) 0xfe}, StructuredMetadata.EMPTY);
        return writer.finish().bytes();
    }

    private static DumpSubject subject(String key, byte[] bytes) {
        return new DumpSubject(
                key,
                key,
                "etag",
                null,
                ByteSource.of(key, bytes),
                ChunkKeyScheme.tryParse(key).orElse(null));
    }

    private DumpReport dump(DumpTarget target, Redaction redaction, DumpSubject... subjects) throws IOException {
        try (StoreDump dump = new StoreDump(
                target, ORIGIN, redaction, temporary, (subject, cause) -> problems.add(cause.getMessage()))) {
            for (DumpSubject subject : subjects) {
                dump.add(subject);
            }
            return dump.finish();
        }
    }

    private DumpReport dumpTwo() throws IOException {
        byte[] damaged = chunk(2);
        damaged[damaged.length / 2] ^= 0x20;
        return dump(FolderTarget.open(folder), Redaction.NONE, subject("a", chunk(1)), subject("b", damaged));
    }

    private VerifyReport verify() throws IOException {
        return DumpVerifier.verify(folder, null, true);
    }

    private List<String> faults() throws IOException {
        return verify().faults().stream().map(DumpFault::id).toList();
    }

    private static List<Path> files(Path below) throws IOException {
        try (Stream<Path> walk = Files.walk(below)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static TreeMap<String, String> contents(Path below) throws IOException {
        TreeMap<String, String> contents = new TreeMap<>();
        for (Path file : files(below)) {
            contents.put(below.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        return contents;
    }

    @Test
    void whatWasWrittenVerifiesWithItsSeal() throws IOException {
        DumpReport report = dumpTwo();

        VerifyReport verified = DumpVerifier.verify(folder, report.seal(), true);

        assertThat(verified.faults()).isEmpty();
        assertThat(verified.objects()).isEqualTo(2);
        assertThat(verified.entries())
                .isEqualTo(report.totals().entries() + report.totals().doubtfulEntries())
                .isGreaterThanOrEqualTo(21);
        assertThat(report.totals().sound()).isEqualTo(1);
        assertThat(report.totals().damaged()).isEqualTo(1);
        assertThat(problems).isNotEmpty();
    }

    @Test
    void anyFlippedByteOfAnyFileIsFound() throws IOException {
        dumpTwo();
        Random random = new Random(7);
        for (Path file : files(folder)) {
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < SAMPLES / 5 && bytes.length > 0; i++) {
                int at = i == 0 ? 0 : i == 1 ? bytes.length - 1 : random.nextInt(bytes.length);
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, changed);
                assertThat(verify().sound()).as(file + " at " + at).isFalse();
            }
            Files.write(file, bytes);
        }
        assertThat(faults()).isEmpty();
    }

    @Test
    void whatIsAppendedCutRemovedOrAddedIsFound() throws IOException {
        dumpTwo();
        for (Path file : files(folder)) {
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
            assertThat(verify().sound()).as(file + " appended to").isFalse();
            Files.write(file, concat(bytes, "\n"));
            assertThat(verify().sound()).as(file + " with a line more").isFalse();
            if (bytes.length > 0) {
                Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
                assertThat(verify().sound()).as(file + " cut").isFalse();
            }
            Files.delete(file);
            assertThat(faults()).as(file + " removed").contains("missing");
            Files.write(file, bytes);
        }
        Path added = folder.resolve("0001/00000001/note");
        Files.createFile(added);
        assertThat(faults()).contains("unlisted");
        Files.delete(added);
        Path link = folder.resolve("0001/link");
        Files.createSymbolicLink(link, folder.resolve("SHA256SUMS"));
        assertThat(faults()).containsExactly("unlisted");
        Files.delete(link);
        Files.createDirectory(folder.resolve("empty"));
        assertThat(faults()).containsExactly("unlisted");
    }

    private static byte[] concat(byte[] bytes, String text) {
        byte[] all = Arrays.copyOf(bytes, bytes.length + text.length());
        System.arraycopy(text.getBytes(StandardCharsets.UTF_8), 0, all, bytes.length, text.length());
        return all;
    }

    @Test
    void aPartThatIsTakenAwayWithItsSumsShowsByTheSealOnly() throws IOException {
        dumpTwo();
        String sums = Files.readString(folder.resolve("SHA256SUMS"));
        DumpReport second = dump(FolderTarget.open(folder), Redaction.NONE, subject("c", chunk(3)));
        assertThat(second.part()).isEqualTo("0002");
        assertThat(Files.readString(folder.resolve("SHA256SUMS"))).startsWith(sums);
        assertThat(DumpVerifier.verify(folder, second.seal(), true).faults()).isEmpty();

        for (Path file : files(folder.resolve("0002"))) {
            Files.delete(file);
        }
        Files.delete(folder.resolve("0002/00000001"));
        Files.delete(folder.resolve("0002"));
        assertThat(faults()).contains("missing");
        Files.writeString(folder.resolve("SHA256SUMS"), sums);

        assertThat(faults()).isEmpty();
        assertThat(DumpVerifier.verify(folder, second.seal(), false).faults())
                .extracting(DumpFault::id)
                .containsExactly("seal");
    }

    @Test
    void aFirstPartThatIsMadeAnewDoesNotFitTheSecond() throws IOException {
        dumpTwo();
        dump(FolderTarget.open(folder), Redaction.NONE, subject("c", chunk(3)));
        Path entries = folder.resolve("0001/00000001/entries.jsonl");
        String before = dev.lokistore.compactor.digest.Digests.of(entries);
        Files.writeString(entries, "");
        String after = dev.lokistore.compactor.digest.Digests.of(entries);
        Path sums = folder.resolve("SHA256SUMS");
        Files.writeString(sums, Files.readString(sums).replace(before, after));

        assertThat(faults()).contains("manifest", "provenance").doesNotContain("changed");
    }

    @Test
    void theSameObjectsGiveTheSameBytes() throws IOException {
        dumpTwo();
        Path first = folder;
        folder = temporary.resolve("again");
        dumpTwo();

        assertThat(contents(folder)).isEqualTo(contents(first));
    }

    @Test
    void keysLeadNowhere() throws IOException {
        Path outside = temporary.resolve("evil");
        byte[] bytes = chunk(1);
        String[] keys = {"../evil", outside.toString(), "a/../../../evil", "x\0y", "..", "line\nbreak", "\ud800"};
        DumpSubject[] subjects = Stream.of(keys).map(key -> subject(key, bytes)).toArray(DumpSubject[]::new);

        dump(FolderTarget.open(folder), Redaction.NONE, subjects);

        assertThat(outside).doesNotExist();
        assertThat(contents(folder).keySet())
                .allMatch(name -> name.matches("SHA256SUMS|0001/([0-9]{8}/)?[a-z]+(\\.jsonl?)?"));
        assertThat(faults()).isEmpty();
    }

    /** A manifest that somebody made may name what it likes. */
    @Test
    void manifestsLeadNowhere() throws IOException {
        dumpTwo();
        Path manifest = folder.resolve("0001/manifest.jsonl");
        Files.writeString(manifest, Files.readString(manifest).replace("00000001", "../../../x"));

        assertThat(faults()).contains("changed", "manifest");
    }

    @Test
    void aRunThatIsCutOffChangesNothingAndTheNextTidiesUp() throws IOException {
        dumpTwo();
        TreeMap<String, String> before = contents(folder);
        FolderTarget target = FolderTarget.open(folder);
        target.create("0002/00000001/object").write(1);
        assertThatThrownBy(() -> FolderTarget.open(folder)).isInstanceOf(LockedException.class);
        assertThat(faults()).containsExactly("unfinished");
        target.close();
        assertThat(contents(folder)).isEqualTo(before);

        // as after a kill: no lock is held, and nothing was tidied
        Files.createDirectories(folder.resolve(".0002.part/00000001"));
        Files.writeString(folder.resolve(".0002.part/00000001/object"), "half");
        dump(FolderTarget.open(folder), Redaction.NONE, subject("c", chunk(3)));

        assertThat(faults()).isEmpty();
        assertThat(contents(folder)).doesNotContainValue("half");
    }

    @Test
    void aRunThatWasCutOffBeforeItsPartHadItsNameIsFinished() throws IOException {
        dumpTwo();
        TreeMap<String, String> before = contents(folder);
        Files.move(folder.resolve("0001"), folder.resolve(".0001.part"));
        assertThat(faults()).contains("unfinished", "missing");

        DumpReport second = dump(FolderTarget.open(folder), Redaction.NONE, subject("c", chunk(3)));

        assertThat(second.part()).isEqualTo("0002");
        assertThat(faults()).isEmpty();
        before.remove("SHA256SUMS");
        assertThat(contents(folder)).containsAllEntriesOf(before);
    }

    @Test
    void aFolderWithAnythingElseIsLeftAlone() throws IOException {
        Files.createDirectory(folder);
        Files.writeString(folder.resolve("thesis.txt"), "dear");
        assertThatThrownBy(() -> FolderTarget.open(folder)).isInstanceOf(RefusedPlanException.class);
        assertThat(contents(folder)).containsOnlyKeys("thesis.txt");
    }

    @Test
    void redactedDumpsHoldNoValueAndKeepLengths() throws IOException {
        byte[] bytes = chunk(1);
        String key = "acme-inc/feed/3e8:7530:" + Integer.toHexString(crc(bytes));
        DumpSubject subject = subject(key, bytes);
        dump(FolderTarget.open(folder), Redaction.NONE, subject);
        TreeMap<String, String> plain = contents(folder);
        folder = temporary.resolve("hidden");
        dump(FolderTarget.open(folder), new Pseudonyms(new byte[32]), subject);
        TreeMap<String, String> hidden = contents(folder);

        assertThat(plain.toString()).contains(SECRET, "acme-inc", "etag", "password");
        assertThat(hidden.toString()).doesNotContain(SECRET, "acme-inc", "\"etag\":\"", "password", "/store");
        assertThat(hidden).doesNotContainKey("0001/00000001/object");
        assertThat(hidden.toString()).contains("\"app\":", "\"user\":");
        List<String> lines = hidden.get("0001/00000001/entries.jsonl").lines().toList();
        List<String> clear = plain.get("0001/00000001/entries.jsonl").lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            assertThat(place(lines.get(i))).isEqualTo(place(clear.get(i)));
        }
        assertThat(lines.stream()
                        .filter(line -> line.contains("\"user\""))
                        .map(line -> line.substring(line.indexOf("\"user\"")))
                        .distinct())
                .hasSize(1);
        assertThat(faults()).isEmpty();
    }

    private static int crc(byte[] bytes) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static String place(String line) {
        return line.substring(line.indexOf("\"block\""), line.indexOf("\"line"));
    }

    @Test
    void anArchiveHoldsTheSameFilesAndEveryByteOfItCounts() throws IOException {
        dumpTwo();
        byte[] damaged = chunk(2);
        damaged[damaged.length / 2] ^= 0x20;
        Path archive = temporary.resolve("dump.tar");
        DumpReport report;
        try (OutputStream out = Files.newOutputStream(archive)) {
            report = dump(new TarTarget(out, temporary), Redaction.NONE, subject("a", chunk(1)), subject("b", damaged));
        }
        VerifyReport verified = DumpVerifier.verify(archive, report.seal(), true);
        assertThat(verified.faults()).isEmpty();
        assertThat(verified.seal())
                .isEqualTo(DumpVerifier.verify(folder, null, false).seal());

        byte[] bytes = Files.readAllBytes(archive);
        Random random = new Random(8);
        for (int i = 0; i < SAMPLES; i++) {
            // headers and the end are where nobody looks
            int at = i < 100 ? i * 5 : i < 120 ? bytes.length - 1 - i : random.nextInt(bytes.length);
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(archive, changed);
            assertThat(DumpVerifier.verify(archive, null, false).sound())
                    .as("byte " + at)
                    .isFalse();
        }
        for (byte[] changed : List.of(
                Arrays.copyOf(bytes, bytes.length - 1),
                Arrays.copyOf(bytes, bytes.length + 1),
                Arrays.copyOf(bytes, 512),
                new byte[0])) {
            Files.write(archive, changed);
            assertThat(DumpVerifier.verify(archive, null, false).sound()).isFalse();
        }
    }

    @Test
    void anObjectThatIsNoChunkIsKeptAsItIs() throws IOException {
        dump(
                FolderTarget.open(folder),
                Redaction.NONE,
                subject("index/x.gz", "no chunk".getBytes(StandardCharsets.UTF_8)));

        assertThat(contents(folder))
                .containsEntry("0001/00000001/object", "no chunk")
                .hasSize(3);
        assertThat(contents(folder).get("0001/manifest.jsonl")).contains("\"state\":\"no-chunk\"");
        assertThat(faults()).isEmpty();
    }
}
