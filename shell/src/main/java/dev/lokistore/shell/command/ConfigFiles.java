package dev.lokistore.shell.command;

import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.shell.Session;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads the files that options name. */
final class ConfigFiles {
    private ConfigFiles() {}

    /** @param option that names it, for messages */
    static ConfigFile load(Session session, String name, String option) throws IOException {
        Path file = session.workingDirectory().resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new UsageException("there is no file " + file + " (" + option + ")");
        }
        return ConfigFile.load(name, file, session.environment()::get);
    }
}
