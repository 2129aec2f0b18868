/** The rows that Loki's boltdb-shipper keeps in bbolt files, schema v9 to v13. */
@NullMarked
package dev.lokistore.index.boltdb;

import org.jspecify.annotations.NullMarked;
