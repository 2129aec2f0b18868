package dev.lokistore.shell;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Unpacks golden stores. */
final class Archives {
    private Archives() {}

    /** @return the folder that the archive holds */
    static Path unpack(String fixture, Path into) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(CliRun.archive(fixture)));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = into.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                    Files.setLastModifiedTime(path, entry.getLastModifiedTime());
                }
            }
        }
        return into.resolve(fixture);
    }
}
