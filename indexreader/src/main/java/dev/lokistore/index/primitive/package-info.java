/** Growing columns of numbers, without an object for each. */
@NullMarked
package dev.lokistore.index.primitive;

import org.jspecify.annotations.NullMarked;
