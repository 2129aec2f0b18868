package dev.lokistore.compactor.gateway;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;

/**
 * An entry as a Loki answers it.
 *
 * @param labels of the stream; where the answer does not tell them apart, with the structured metadata among them
 * @param timestampNanos since the epoch
 * @param line what was no UTF-8 in it has become U+FFFD
 */
public record GatewayEntry(Labels labels, long timestampNanos, String line, StructuredMetadata metadata) {}
