package dev.lokistore.shell.interactive;

import dev.lokistore.shell.config.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Where the histories are: a file for each store or profile, which only this user can read. */
record HistoryFiles(Path folder) {
    private static final String PRIVATE_FOLDER = "rwx------";
    private static final int MAX_NAME = 60;

    static HistoryFiles of(Environment environment) {
        return new HistoryFiles(environment.stateFolder().resolve("history"));
    }

    /**
     * The file of a store.
     *
     * @param store what was opened, as typed: URI, path or profile; null for none
     */
    Path file(@Nullable String store) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(PRIVATE_FOLDER));
            }
        }
        return folder.resolve(store == null ? "no-store" : name(store));
    }

    /** Readable, and different for different stores. */
    private static String name(String store) {
        String plain = store.replaceAll("[^A-Za-z0-9._-]+", "_");
        if (plain.equals(store) && plain.length() <= MAX_NAME && !plain.startsWith(".")) {
            return plain;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(store.getBytes(StandardCharsets.UTF_8));
        String end = plain.length() <= MAX_NAME ? plain : plain.substring(plain.length() - MAX_NAME);
        return end.replaceFirst("^[._]+", "") + "-" + HexFormat.of().toHexDigits(checksum.getValue(), 8);
    }
}
