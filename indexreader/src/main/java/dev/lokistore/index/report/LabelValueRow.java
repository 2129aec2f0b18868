package dev.lokistore.index.report;

import dev.lokistore.chunk.TenantId;

/**
 * A line of {@code labels NAME}.
 *
 * @param streams that have the label with this value
 * @param chunks of those streams, each once
 */
public record LabelValueRow(TenantId tenant, String label, String value, long streams, long chunks) {}
