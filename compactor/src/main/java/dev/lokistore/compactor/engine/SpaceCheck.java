package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Whether there is room for what a plan writes: a full disk is the usual end of a half-written index. */
final class SpaceCheck {
    /** Index files unpack to some ten times their size, and are written twice on the way. */
    private static final int UNPACKED = 12;

    private static final long RESERVE = 64L << 20;

    /** Where the journal is kept elsewhere. */
    private static final long RESERVE_WITHOUT_JOURNAL = 1L << 20;

    private SpaceCheck() {}

    /**
     * @param parallel tasks at once
     * @param journalElsewhere whether the store does not hold it
     * @throws RefusedPlanException if the store or the temporary folder is too full
     */
    static void require(Plan plan, ObjectStore store, Path temporary, int parallel, boolean journalElsewhere)
            throws IOException {
        long reserve = journalElsewhere ? RESERVE_WITHOUT_JOURNAL : RESERVE;
        long written = plan.totals().bytesWritten() + reserve;
        OptionalLong free = store.freeBytes();
        if (free.isPresent() && free.getAsLong() < written) {
            throw new RefusedPlanException("the file system of " + store.name() + " has " + free.getAsLong()
                    + " bytes left, the plan writes about " + plan.totals().bytesWritten() + " and wants " + reserve
                    + " to spare: make room, or plan fewer tables"
                    + (journalElsewhere
                            ? ""
                            : ". With --state-dir DIR on another disk " + RESERVE_WITHOUT_JOURNAL + " are enough"));
        }
        long largest = 0;
        for (int i = 0; i < plan.taskCount(); i++) {
            largest = Math.max(largest, plan.task(i).estimate().bytesRead());
        }
        long needed = largest * UNPACKED * Math.min(parallel, Math.max(1, plan.taskCount())) + RESERVE;
        long room = Files.getFileStore(temporary).getUsableSpace();
        if (room < needed) {
            throw new RefusedPlanException("the temporary folder " + temporary + " has " + room + " bytes left, about "
                    + needed + " are needed: name another with --tmp-dir, or work on fewer tables at once with -j");
        }
    }
}
