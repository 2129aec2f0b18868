/** Stores for tests of commands that change them, and plain models of what is in them. */
@NullMarked
package dev.lokistore.compactor.model;

import org.jspecify.annotations.NullMarked;
