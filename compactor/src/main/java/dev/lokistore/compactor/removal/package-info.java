/** Planners of what takes rows out of tables, and chunks away: retention, size limits, tenants, leftovers. */
@NullMarked
package dev.lokistore.compactor.removal;

import org.jspecify.annotations.NullMarked;
