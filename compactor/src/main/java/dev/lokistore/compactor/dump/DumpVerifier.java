package dev.lokistore.compactor.dump;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a dump is as it was made: its files are exactly those of {@code SHA256SUMS} with exactly these contents, that
 * file is exactly as we write it, and the manifests agree with it. Every changed, added or missing byte is a fault. That
 * somebody made all of it anew shows only by the seal.
 */
public final class DumpVerifier {
    private final DumpSource source;
    private final DumpFaults faults = new DumpFaults();
    private long files;
    private long sizeBytes;
    private @Nullable DumpedFile sumsFile;

    private DumpVerifier(DumpSource source) {
        this.source = source;
    }

    /**
     * Checks the dump.
     *
     * @param dump a folder or an archive
     * @param seal that it had when it was made; null if that is not known
     * @param provenance whether every entry is to be followed back to its bytes in the object
     * @throws NoSuchFileException if there is nothing
     * @throws IOException if a file cannot be read
     */
    public static VerifyReport verify(Path dump, @Nullable String seal, boolean provenance) throws IOException {
        if (!Files.exists(dump)) {
            throw new NoSuchFileException(dump.toString());
        }
        try (DumpSource source = Files.isDirectory(dump) ? new FolderSource(dump) : new TarSource(dump)) {
            return new DumpVerifier(source).verify(seal, provenance);
        }
    }

    private VerifyReport verify(@Nullable String seal, boolean provenance) throws IOException {
        SortedMap<String, DumpedFile> found = new TreeMap<>();
        source.forEach(
                file -> {
                    files++;
                    sizeBytes += file.sizeBytes();
                    if (file.path().equals(DumpNames.SUMS)) {
                        sumsFile = file;
                    } else {
                        found.put(file.path(), file);
                    }
                },
                faults);
        DumpedFile sums = sumsFile;
        if (sums == null) {
            faults.add("missing", DumpNames.SUMS, "it is not there: this is no dump, or not all of one");
            return report(0, 0, 0, "");
        }
        SortedMap<String, String> parts = compare(found);
        if (seal != null && !seal.equalsIgnoreCase(sums.sha256())) {
            faults.add("seal", DumpNames.SUMS, "seal: expected " + seal + ", found " + sums.sha256());
        }
        ManifestCheck manifests = new ManifestCheck(source, faults, provenance);
        int number = 0;
        for (Map.Entry<String, String> part : parts.entrySet()) {
            number++;
            if (!part.getKey().equals(DumpNames.part(number))) {
                faults.add("sums", part.getKey(), "expected the part " + DumpNames.part(number));
            }
            manifests.check(part.getKey(), part.getValue(), found);
        }
        return report(number, manifests.objects(), manifests.entries(), sums.sha256());
    }

    /** @return parts with the seals before them */
    private SortedMap<String, String> compare(SortedMap<String, DumpedFile> found) throws IOException {
        try (SumLines lines = new SumLines(source.open(DumpNames.SUMS), faults)) {
            SortedMap<String, DumpedFile> unlisted = new TreeMap<>(found);
            for (DumpedFile.Sum sum = lines.next(); sum != null; sum = lines.next()) {
                DumpedFile file = found.get(sum.path());
                unlisted.remove(sum.path());
                if (file == null) {
                    faults.add("missing", sum.path(), "it is not there");
                } else if (!file.sha256().equals(sum.sha256())) {
                    faults.add("changed", sum.path(), "SHA-256: expected " + sum.sha256() + ", found " + file.sha256());
                }
            }
            unlisted.keySet().forEach(path -> faults.add("unlisted", path, "no part of the dump"));
            return lines.sealsBefore();
        }
    }

    private VerifyReport report(int parts, long objects, long entries, String seal) {
        return new VerifyReport(parts, files, sizeBytes, objects, entries, seal, faults.kept(), faults.count());
    }
}
