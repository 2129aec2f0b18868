/**
 * Loki's configuration as a file, whatever carries it: plain, in a Kubernetes manifest, or as the values of a Helm chart.
 * What its settings mean is for others.
 */
@NullMarked
package dev.lokistore.index.config;

import org.jspecify.annotations.NullMarked;
