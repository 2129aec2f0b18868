package dev.lokistore.index.explain;

/**
 * A part of a key and what it means.
 *
 * @param name what the part is, for people
 * @param text as it is in the key
 * @param meaning the part decoded, for people; may be empty
 */
public record KeyPart(String name, String text, String meaning) {}
