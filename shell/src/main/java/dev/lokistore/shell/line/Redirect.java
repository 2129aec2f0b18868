package dev.lokistore.shell.line;

/**
 * Where the output of a pipeline goes.
 *
 * @param append at the end of the file
 */
public record Redirect(Word file, boolean append) {}
