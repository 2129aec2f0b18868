/** What keeps a plan from a store that something else is writing to: Loki's times, and signs of a Loki at work. */
@NullMarked
package dev.lokistore.compactor.guard;

import org.jspecify.annotations.NullMarked;
