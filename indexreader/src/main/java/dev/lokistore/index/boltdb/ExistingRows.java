package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.TableTally;
import dev.lokistore.index.bolt.RowCursor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of all files of an index set that edits leave, each checked. */
final class ExistingRows implements RowCursor {
    private final IndexSet set;
    private final RowMerge rows;
    private final @Nullable SetEdits edits;
    private final TableTally tally;
    private final RowParser row = new RowParser();

    // of the current row
    private RowType type = RowType.LABEL_NAMES;
    private long hash;

    // where chunk rows are counted
    private @Nullable RowHash place;
    private @Nullable SeriesBlock block;
    private @Nullable SeriesBlock counted;
    private int nextRow;

    ExistingRows(IndexSet set, SetSources sources, @Nullable SetEdits edits, TableTally tally) throws IOException {
        this.set = set;
        this.rows = new RowMerge(sources.cursors());
        this.edits = edits;
        this.tally = tally;
    }

    @Override
    public boolean next() throws IOException {
        do {
            TenantId before = type == RowType.CHUNK ? row.tenant() : null;
            boolean more = rows.next();
            if (before != null && rows.skipped() > 0) {
                ReferenceDigest copies = new ReferenceDigest(rows.skipped(), rows.skipped() * hash);
                tally.read().add(before, copies);
                tally.duplicates().add(before, copies);
            }
            if (!more) {
                type = RowType.LABEL_NAMES;
                return false;
            }
            parse();
        } while (edits != null && !stays(edits));
        return true;
    }

    private void parse() throws IOException {
        type = row.parse(rows);
        if (type == RowType.LABEL_NAMES) {
            return;
        }
        if (set.tenant() != null && !row.tenant().equals(set.tenant())) {
            throw row.bad("tenant of a row in the index of " + set, set, row.tenant());
        }
        if (type == RowType.CHUNK) {
            hash = ReferenceDigest.hash(row.chunk().ref());
            tally.read().add(row.tenant(), hash);
        }
    }

    private boolean stays(SetEdits decided) {
        if (type == RowType.LABEL_NAMES) {
            return decided.keepsNames(row.bytes(), row.seriesIdStart());
        }
        SeriesBlock of = blockOfRow(decided);
        if (of == null) {
            return true;
        }
        if (type == RowType.CHUNK) {
            return !of.dropped(nextRow++);
        }
        return !of.empty() && !of.dead(row.bytes(), row.seriesIdStart());
    }

    private @Nullable SeriesBlock blockOfRow(SetEdits decided) {
        if (row.hash() != place) {
            place = row.hash();
            block = decided.block(row.tenant(), row.day());
        }
        if (type == RowType.CHUNK && block != counted) {
            counted = block;
            nextRow = 0;
        }
        return block;
    }

    /** Of the current row. */
    RowParser parser() {
        return row;
    }

    RowType type() {
        return type;
    }

    /** Of the current row if it is a chunk's. */
    long hash() {
        return hash;
    }

    @Override
    public byte[] buffer() {
        return rows.buffer();
    }

    @Override
    public int keyOffset() {
        return rows.keyOffset();
    }

    @Override
    public int keyLength() {
        return rows.keyLength();
    }

    @Override
    public int valueOffset() {
        return rows.valueOffset();
    }

    @Override
    public int valueLength() {
        return rows.valueLength();
    }

    @Override
    public long position() {
        return rows.position();
    }

    @Override
    public String file() {
        return rows.file();
    }
}
