/** What tests of this and other modules share. */
@NullMarked
package dev.lokistore.objectstore.testing;

import org.jspecify.annotations.NullMarked;
