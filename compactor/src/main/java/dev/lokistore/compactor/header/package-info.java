/** What chunk objects say of themselves, by ranged reads: the labels of their streams and how much is in them. */
@NullMarked
package dev.lokistore.compactor.header;

import org.jspecify.annotations.NullMarked;
