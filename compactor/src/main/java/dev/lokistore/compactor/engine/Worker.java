package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.PlanTask;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes what a task writes. The same task and store give the same bytes: a run that was cut off makes them again and
 * compares. Never writes to the store. Used by several threads, for different tasks and jobs.
 */
public interface Worker {
    /**
     * Rewrites the chunks of a job.
     *
     * @param number of the job in the task
     * @return kept where the sources must stay: one of them cannot be decoded, nothing is gained
     * @throws TaskFailedException if the task as a whole cannot go on
     */
    PreparedChunks rewrite(PlanTask task, int number) throws IOException;

    /**
     * Rewrites the chunks of a job to the same content with other bytes, where an object exists already under a name that
     * the usual ones would get.
     *
     * @param variant 1 or more; each gives other bytes than those before, if there are any
     * @return kept if there are none
     */
    default PreparedChunks rewrite(PlanTask task, int number, int variant) throws IOException {
        return PreparedChunks.kept(number, "an object exists already under the name that the new chunk would get");
    }

    /**
     * Makes the files that take the place of what the task replaces; none if nothing is left to be in them.
     *
     * @param changes to the rows of the task's table
     * @param folder for the files, of this call alone
     * @return {@link PreparedIndex#UNTOUCHED} if the task turns out to have nothing to do
     * @throws TaskFailedException if the inputs are not as they must be
     * @throws dev.lokistore.chunk.CorruptDataException if one is broken
     */
    PreparedIndex build(PlanTask task, RowChanges changes, Path folder) throws IOException;
}
