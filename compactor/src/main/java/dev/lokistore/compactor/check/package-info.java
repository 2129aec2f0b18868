/** What checks find, as {@code doctor} and {@code fsck} report it. */
@NullMarked
package dev.lokistore.compactor.check;

import org.jspecify.annotations.NullMarked;
