package dev.lokistore.index.report;

import java.util.List;

/**
 * What streams with the same names of labels have in common.
 *
 * @param names of the labels, in their order
 * @param tallies that count such a stream
 * @param drops for each tally which of the labels are dropped: their places
 */
record LabelShape(List<String> names, List<LabelTally> tallies, List<int[]> drops) {}
