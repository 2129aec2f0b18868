/** What every byte of a chunk, a bbolt file or a TSDB file means; also where they are damaged. */
@NullMarked
package dev.lokistore.index.anatomy;

import org.jspecify.annotations.NullMarked;
