package dev.lokistore.index.report;

import dev.lokistore.chunk.TenantId;

/**
 * A line of {@code labels}.
 *
 * @param values distinct values
 * @param streams that have the label
 */
public record LabelNameRow(TenantId tenant, String label, long values, long streams) {}
