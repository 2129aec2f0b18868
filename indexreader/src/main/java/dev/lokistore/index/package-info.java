/** The store seen as tenants, tables, streams and chunk references. */
@NullMarked
package dev.lokistore.index;

import org.jspecify.annotations.NullMarked;
