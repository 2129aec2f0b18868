package dev.lokistore.shell.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.Consumer;

/** Whether others on the machine may read a file. */
final class FilePrivacy {
    private FilePrivacy() {}

    /** Warns where the file system has POSIX permissions and everybody may read the file. */
    static void warnIfExposed(Path file, Consumer<String> warn) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            warn.accept(file + " is readable by everyone on this machine: chmod 600 " + file);
        }
    }
}
