/** Index tables made of what other tables or chunks say: what conversion and rebuilding have in common. */
@NullMarked
package dev.lokistore.compactor.newtable;

import org.jspecify.annotations.NullMarked;
