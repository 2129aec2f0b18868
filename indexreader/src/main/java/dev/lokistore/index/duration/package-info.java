/** Durations as Loki's configuration and its rules write them. */
@NullMarked
package dev.lokistore.index.duration;

import org.jspecify.annotations.NullMarked;
