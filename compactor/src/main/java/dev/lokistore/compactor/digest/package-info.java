/** SHA-256 as everything here uses it. */
@NullMarked
package dev.lokistore.compactor.digest;

import org.jspecify.annotations.NullMarked;
