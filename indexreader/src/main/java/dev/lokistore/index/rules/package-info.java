/** The ruler's rule groups as they lie in a bucket. */
@NullMarked
package dev.lokistore.index.rules;

import org.jspecify.annotations.NullMarked;
