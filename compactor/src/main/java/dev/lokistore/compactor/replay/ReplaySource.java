package dev.lokistore.compactor.replay;

import java.io.IOException;

/** Where entries come from: the same ones in the same order each time, as long as nobody changes it. */
public interface ReplaySource {
    /**
     * The entries from a point on.
     *
     * @param position {@link Position#START}, or one that an earlier run came to; the first entry given is the first of
     *     its last {@link Position#equalTimes()}
     */
    ReplayEntries open(Position position) throws IOException;
}
