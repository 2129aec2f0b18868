package dev.lokistore.compactor.engine;

import java.nio.file.Path;

/** An object that is ready to be written, as a local file that its maker's folder owns. */
public record PreparedFile(WrittenObject object, Path file) {}
