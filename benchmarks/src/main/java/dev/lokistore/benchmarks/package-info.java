/** JMH benchmarks. */
@NullMarked
package dev.lokistore.benchmarks;

import org.jspecify.annotations.NullMarked;
