/** Our own compact byte formats: what caches and saved inventories are made of. */
@NullMarked
package dev.lokistore.index.pack;

import org.jspecify.annotations.NullMarked;
