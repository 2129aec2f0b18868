/** A running Loki, seen from outside: its push and query interfaces over HTTP. */
@NullMarked
package dev.lokistore.compactor.gateway;

import org.jspecify.annotations.NullMarked;
