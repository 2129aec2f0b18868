package dev.lokistore.index.inventory;

import dev.lokistore.objectstore.ObjectInfo;

/**
 * An object of an inventory.
 *
 * @param blocks segments of its content, in order; empty unless it is held
 */
record ListedObject(ObjectInfo info, State state, int[] blocks) {
    private static final int[] NONE = new int[0];

    /** What there is of an object. */
    enum State {
        /** Nothing but what a listing tells. */
        LISTED,
        /** Its content. */
        HELD,
        /** Its content should be here, and could not be read when the inventory was saved. */
        UNREADABLE
    }

    static ListedObject listed(ObjectInfo info) {
        return new ListedObject(info, State.LISTED, NONE);
    }

    static ListedObject unreadable(ObjectInfo info) {
        return new ListedObject(info, State.UNREADABLE, NONE);
    }

    static ListedObject held(ObjectInfo info, int[] blocks) {
        return new ListedObject(info, State.HELD, blocks);
    }

    String key() {
        return info.key().value();
    }
}
