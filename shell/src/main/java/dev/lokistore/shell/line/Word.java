package dev.lokistore.shell.line;

/**
 * A word of a command.
 *
 * @param text without the quotes around it and its parts; a selector keeps its own
 * @param start of its first character in the line, UTF-16 units
 * @param end behind its last one
 * @param home whether it begins with an unquoted {@code ~/}, or is {@code ~}
 */
public record Word(String text, int start, int end, boolean home) {}
