package dev.lokistore.index;

/** Sorts places of columns by merging, without an object for each. Stable. */
public final class IndexSort {
    private static final int INSERTION_RUN = 16;

    /** Compares two places. */
    public interface Order {
        int compare(int a, int b);
    }

    private IndexSort() {}

    /** The numbers {@code 0 … size-1} in the given order. */
    public static int[] sort(int size, Order order) {
        int[] from = new int[size];
        for (int i = 0; i < size; i++) {
            from[i] = i;
        }
        for (int start = 0; start < size; start += INSERTION_RUN) {
            insertionSort(from, start, Math.min(size, start + INSERTION_RUN), order);
        }
        int[] into = new int[size];
        for (long width = INSERTION_RUN; width < size; width *= 2) {
            for (long start = 0; start < size; start += 2 * width) {
                int middle = (int) Math.min(size, start + width);
                int end = (int) Math.min(size, start + 2 * width);
                merge(from, into, (int) start, middle, end, order);
            }
            int[] swap = from;
            from = into;
            into = swap;
        }
        return from;
    }

    private static void insertionSort(int[] places, int start, int end, Order order) {
        for (int i = start + 1; i < end; i++) {
            int moving = places[i];
            int at = i;
            while (at > start && order.compare(places[at - 1], moving) > 0) {
                places[at] = places[at - 1];
                at--;
            }
            places[at] = moving;
        }
    }

    private static void merge(int[] from, int[] into, int start, int middle, int end, Order order) {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            boolean takeLeft = right == end || left < middle && order.compare(from[left], from[right]) <= 0;
            into[at] = takeLeft ? from[left++] : from[right++];
        }
    }
}
