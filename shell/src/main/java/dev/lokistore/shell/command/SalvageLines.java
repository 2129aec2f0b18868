package dev.lokistore.shell.command;

import dev.lokistore.compactor.rebuild.ChunkRebuild;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the rows of tables with damaged files come from. */
final class SalvageLines {
    static final RecordView<ChangeLine> VIEW = RecordView.<ChangeLine>builder()
            .text("damaged", line -> line.values().get("subject"))
            .count("rows salvaged", line -> line.values().get("salvagedRows"))
            .count("by salvaged labels", line -> line.values().get("labelledChunks"))
            .count("of chunks", line -> line.values().get("otherChunks"))
            .count("chunks read", line -> line.values().get("chunksRead"))
            .count("rows dropped", line -> line.values().get("droppedRows"))
            .build();

    private SalvageLines() {}

    static List<ChangeLine> of(List<ChunkRebuild.Salvage> salvages) {
        List<ChangeLine> lines = new ArrayList<>();
        for (ChunkRebuild.Salvage salvage : salvages) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("message_type", "salvage");
            values.put("subject", salvage.table());
            values.put("salvagedRows", salvage.rows());
            values.put("labelledChunks", salvage.labelled());
            values.put("otherChunks", salvage.others());
            values.put("chunksRead", salvage.reads());
            values.put("droppedRows", salvage.gone());
            values.put("doubtfulRows", salvage.doubtful());
            values.put("faults", (long) salvage.faults().size());
            lines.add(new ChangeLine(values));
        }
        return lines;
    }

    /** What people should know before they agree. */
    static List<String> notes(List<ChunkRebuild.Salvage> salvages) {
        List<String> notes = new ArrayList<>();
        for (ChunkRebuild.Salvage salvage : salvages) {
            salvage.faults().stream().limit(1).forEach(first -> {
                int more = salvage.faults().size() - 1;
                notes.add(salvage.table() + " is damaged: " + first
                        + (more > 0 ? " (and " + Quantity.count(more) + " more faults)" : ""));
            });
            if (salvage.gone() > 0) {
                notes.add(salvage.table() + ": " + Quantity.count(salvage.gone())
                        + " rows are dropped, since there is no such chunk in the table's days");
            }
            if (salvage.doubtful() > 0) {
                notes.add(salvage.table() + ": " + Quantity.count(salvage.doubtful())
                        + " rows are not used, since nothing vouches for their labels: their chunks are asked instead");
            }
        }
        return notes;
    }
}
