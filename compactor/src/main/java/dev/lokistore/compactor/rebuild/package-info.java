/** Index tables made anew from nothing but chunk objects. */
@NullMarked
package dev.lokistore.compactor.rebuild;

import org.jspecify.annotations.NullMarked;
