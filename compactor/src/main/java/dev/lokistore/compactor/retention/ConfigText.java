package dev.lokistore.compactor.retention;

/**
 * A configuration file that was loaded, with its variables already replaced.
 *
 * @param source the file's name, for messages
 */
public record ConfigText(String source, String text) {}
