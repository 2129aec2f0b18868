/** Reports as one HTML page that needs no network: what is on it, and how it is put together. Knows nothing of stores. */
@NullMarked
package dev.lokistore.shell.html;

import org.jspecify.annotations.NullMarked;
