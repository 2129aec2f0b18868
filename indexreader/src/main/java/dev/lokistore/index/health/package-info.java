/** What the names, sizes and times in a listing tell of a store's health, and a census of its formats. Judges nothing. */
@NullMarked
package dev.lokistore.index.health;

import org.jspecify.annotations.NullMarked;
