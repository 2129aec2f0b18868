/** What the files of a table hold, decoded and united once, for the next question. */
@NullMarked
package dev.lokistore.index.extract;

import org.jspecify.annotations.NullMarked;
