package dev.lokistore.index.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.table.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunksOnceTest {
    private static final long DAY = 86_400_000;

    private static Table table(String prefix, long day) {
        return new Table(prefix + day, prefix, day, day, day, List.of());
    }

    private static ChunkRef chunk(long from, long through) {
        return new ChunkRef(TenantId.of("acme"), 1, from, through, 2);
    }

    @Test
    void aChunkThatCrossesMidnightCountsInItsFirstTable() {
        ChunksOnce once = ChunksOnce.ascending(List.of(table("a_", 10), table("a_", 11), table("a_", 12)));
        ChunkRef crosser = chunk(10 * DAY + 5, 11 * DAY);
        once.nextTable();
        assertThat(once.isNew(crosser)).isTrue();
        assertThat(once.mayComeAgain(crosser)).isTrue();
        once.nextTable();
        assertThat(once.isNew(crosser)).isFalse();
        assertThat(once.mayComeAgain(crosser)).isFalse();
        once.nextTable();
        assertThat(once.hasNextTable()).isFalse();
    }

    @Test
    void backwardItCountsInItsLastTable() {
        ChunksOnce once = ChunksOnce.descending(List.of(table("a_", 12), table("a_", 11), table("a_", 10)));
        ChunkRef crosser = chunk(10 * DAY + 5, 11 * DAY);
        once.nextTable();
        assertThat(once.isMisplaced(crosser)).isTrue();
        once.nextTable();
        assertThat(once.isNew(crosser)).isTrue();
        once.nextTable();
        assertThat(once.isNew(crosser)).isFalse();
    }

    @Test
    void twoTablesOfOneDayCountOnce() {
        ChunksOnce once = ChunksOnce.ascending(List.of(table("a_", 10), table("b_", 10)));
        ChunkRef chunk = chunk(10 * DAY, 10 * DAY + 1);
        once.nextTable();
        assertThat(once.isNew(chunk)).isTrue();
        once.nextTable();
        assertThat(once.isNew(chunk)).isFalse();
    }

    @Test
    void aMisplacedChunkCountsOnceUnlessATableOfItsDaysCameBefore() {
        ChunksOnce once = ChunksOnce.ascending(List.of(table("a_", 10), table("a_", 12), table("a_", 13)));
        ChunkRef ofDayTen = chunk(10 * DAY, 10 * DAY + 1);
        ChunkRef ofNoTable = chunk(11 * DAY, 11 * DAY + 1);
        once.nextTable();
        assertThat(once.isNew(ofDayTen)).isTrue();
        once.nextTable();
        assertThat(once.isMisplaced(ofDayTen)).isTrue();
        assertThat(once.isNew(ofDayTen)).isFalse();
        assertThat(once.isNew(ofNoTable)).isTrue();
        once.nextTable();
        assertThat(once.isNew(ofNoTable)).isFalse();
    }
}
