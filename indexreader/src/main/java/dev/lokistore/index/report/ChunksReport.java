package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.LokiStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of each chunk. A row goes out when no further table can name its chunk. */
final class ChunksReport {
    private static final class Draft {
        private final Sight first;
        private final List<String> tables = new ArrayList<>();
        private boolean complete;

        Draft(Sight first) {
            this.first = first;
        }
    }

    private final LokiStore store;
    private final ReportSink<ChunkRow> sink;
    private final Map<ChunkRef, Draft> drafts = new TreeMap<>();
    private @Nullable String table;

    ChunksReport(LokiStore store, ReportSink<ChunkRow> sink) {
        this.store = store;
        this.sink = sink;
    }

    void add(Sight sight) throws IOException {
        String name = sight.table().name();
        if (!name.equals(table)) {
            write(true);
            table = name;
        }
        ChunkRef ref = sight.chunk().ref();
        Draft draft = drafts.get(ref);
        if (draft == null) {
            if (!sight.first()) {
                return; // named by a table that has no business to, and written already
            }
            draft = new Draft(sight);
            drafts.put(ref, draft);
        }
        draft.tables.add(name);
        draft.complete = !sight.mayComeAgain();
    }

    void finish() throws IOException {
        write(false);
    }

    private void write(boolean completeOnly) throws IOException {
        var all = drafts.values().iterator();
        while (all.hasNext()) {
            Draft draft = all.next();
            if (draft.complete || !completeOnly) {
                sink.accept(row(draft));
                all.remove();
            }
        }
    }

    private ChunkRow row(Draft draft) throws IOException {
        Sight sight = draft.first;
        ChunkRef ref = sight.chunk().ref();
        ChunkRow.State state = !sight.asked()
                ? ChunkRow.State.UNKNOWN
                : sight.object() == null ? ChunkRow.State.MISSING : ChunkRow.State.OK;
        return new ChunkRow(
                ref,
                store.logicalKey(ref),
                (sight.object() == null ? store.keyOf(ref) : sight.object().key()).value(),
                sight.series().labels(),
                sight.storedBytes(),
                sight.figures().entries(),
                sight.figures().rawBytes(),
                sight.figures().estimated() && sight.figures().rawBytes() != null,
                draft.tables,
                state);
    }
}
