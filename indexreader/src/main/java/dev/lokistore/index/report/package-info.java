/** What a store holds, by tenant, table, stream, label and group: from index and listings, without reading chunks. */
@NullMarked
package dev.lokistore.index.report;

import org.jspecify.annotations.NullMarked;
