package dev.lokistore.index.bolt;

import dev.lokistore.chunk.ByteSink;

/** Where elements' keys are: counted from the element's own start ({@code formats/index-tables.md#23}). */
final class Positions {
    private Positions() {}

    /**
     * Turns offsets in the content behind all elements into offsets from each element.
     *
     * @param field where in an element the offset is
     */
    static void relate(ByteSink elements, int field) {
        byte[] bytes = elements.array();
        for (int start = 0; start < elements.size(); start += BoltFormat.ELEMENT) {
            int inContent = (int) BoltFormat.u32(bytes, start + field);
            BoltFormat.putU32(bytes, start + field, inContent + elements.size() - start);
        }
    }
}
