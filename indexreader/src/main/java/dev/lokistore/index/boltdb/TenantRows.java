package dev.lokistore.index.boltdb;

import java.util.SortedMap;

/**
 * Where the rows of one tenant are in one bucket.
 *
 * @param days by day number
 */
record TenantRows(Place place, SortedMap<Long, Outline.Day> days) {}
