/** A store's listing and its small objects in one file: what every report needs, without the chunks. */
@NullMarked
package dev.lokistore.index.inventory;

import org.jspecify.annotations.NullMarked;
