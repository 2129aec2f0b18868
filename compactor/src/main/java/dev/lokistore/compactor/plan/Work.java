package dev.lokistore.compactor.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** How a task's new objects come to be. With the task's inputs it says all: the same work gives the same bytes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Work.Removal.class, name = "removal"),
    @JsonSubTypes.Type(value = Work.TableFiles.class, name = "table-files"),
})
public sealed interface Work {
    /** Another table than the task's own, whose rows are taken. */
    default Optional<TableFolder> source() {
        return Optional.empty();
    }

    /** Nothing new: what the task replaces and drops just goes. */
    record Removal() implements Work {}

    /**
     * All files of the table become what Loki's compactor would leave, with the task's changes to rows.
     *
     * @param nameTime what the names of the new files begin with, in the unit of the Loki that reads them; above that of
     *     every file there
     * @param tsdbFormat of new TSDB files, 2 or 3
     */
    record TableFiles(long nameTime, int tsdbFormat) implements Work {}
}
