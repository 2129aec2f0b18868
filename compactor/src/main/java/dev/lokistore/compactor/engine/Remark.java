package dev.lokistore.compactor.engine;

/**
 * One input of a task that could not be taken as it should be.
 *
 * @param subject its key
 * @param text what is wrong with it, and what became of it
 */
public record Remark(String subject, String text) {}
