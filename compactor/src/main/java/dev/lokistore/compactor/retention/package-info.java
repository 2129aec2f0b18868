/**
 * Loki's retention rules as pure functions: what a configuration says of a stream, when a chunk goes, and why one is
 * still there. Behaviour: {@code formats/compaction-retention-deletes.md#2-retention}.
 */
@NullMarked
package dev.lokistore.compactor.retention;

import org.jspecify.annotations.NullMarked;
