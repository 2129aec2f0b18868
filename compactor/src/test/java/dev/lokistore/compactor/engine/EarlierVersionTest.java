package dev.lokistore.compactor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.compactor.plan.PlanJson;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.receipt.Receipt;
import dev.lokistore.compactor.receipt.ReceiptException;
import dev.lokistore.compactor.receipt.Receipts;
import dev.lokistore.index.deletes.DeleteRequestStore;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What a store keeps of plans that an earlier version began is read, or it is told how to go on. */
class EarlierVersionTest {
    private static final PlanId PLAN = PlanId.of("0123456789abcdef");
    private static final Instant AT = Instant.parse("2026-11-24T00:00:00Z");

    /** As an earlier version wrote it, without a member. */
    private static byte[] without(String member, Object value, String... path) {
        ObjectNode tree = PlanJson.mapper().valueToTree(value);
        ObjectNode in = tree;
        for (String name : path) {
            in = (ObjectNode) in.get(name);
        }
        assertThat(in.remove(member)).as(member).isNotNull();
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<JournalRecord> journal(String... bodies) throws IOException {
        List<JournalRecord> records = new ArrayList<>();
        try (MemoryObjectStore store = new MemoryObjectStore()) {
            int next = 0;
            for (String body : bodies) {
                CRC32C crc = new CRC32C();
                crc.update(body.getBytes(StandardCharsets.UTF_8));
                String line = String.format("%08x %s\n", crc.getValue(), body);
                store.put(OwnKeys.record(PLAN, next++), line.getBytes(StandardCharsets.UTF_8));
            }
            Journal.open(store, PLAN, records);
        }
        return records;
    }

    @Test
    void aPlanThatLeavesNoRequestOut() throws Exception {
        ChunkWork.EntryMatch request =
                new ChunkWork.EntryMatch("aaaaaaaa", TenantId.of("a"), List.of("{app=\"b\"}"), 0, 10);
        PlanTask task = PlanTask.ofRequests(
                new PlannedObject(ObjectKey.of("index/delete_requests/delete_requests.gz"), "e", 9),
                new Work.Requests(DeleteRequestStore.Form.BOLTDB, List.of(request), List.of()));

        assertThat(PlanJson.read(without("pending", task, "work"), PlanTask.class))
                .isEqualTo(task);
        byte[] other = without("requests", task, "work");
        assertThatThrownBy(() -> PlanJson.read(other, PlanTask.class)).hasMessageContaining("requests");
    }

    @Test
    void journalsOfPlansThatMarkRequests() throws Exception {
        List<JournalRecord> records = journal(
                "{\"record\":\"requests-announced\",\"task\":3,\"output\":{\"key\":\"k\",\"sizeBytes\":1,\"sha256\":\"ab\"}}",
                "{\"record\":\"requests-marked\",\"task\":3,\"pending\":[{\"subject\":\"s\",\"text\":\"t\"}]}");

        assertThat(records)
                .containsExactly(
                        new JournalRecord.RequestsAnnounced(3, null, new WrittenObject(ObjectKey.of("k"), 1, "ab")),
                        new JournalRecord.RequestsMarked(3, List.of(new Remark("s", "t"))));
    }

    @Test
    void aJournalThatNobodyHereKnowsSaysWhoCanGoOn() {
        assertThatThrownBy(() -> journal("{\"record\":\"finished\",\"at\":\"2026-11-24T00:00:00Z\",\"more\":1}"))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("is of another version of Lokistore. Nothing was done; let that version finish")
                .hasMessageContaining("remove .lokistore/plans/0123456789abcdef/plan.json");
    }

    @Test
    void receiptsAreGoodForAsLongAsTheyAreKept() throws Exception {
        Receipt receipt = new Receipt(
                Receipt.VERSION,
                PLAN,
                "delete",
                Map.of(),
                "store",
                AT,
                AT,
                AT,
                List.of(),
                List.of(),
                Receipt.Sums.of(List.of()),
                List.of(),
                List.of(),
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of());

        assertThat(Receipts.parse("r", without("requests", receipt))).isEqualTo(receipt);
        byte[] other = without("failed", receipt);
        assertThatThrownBy(() -> Receipts.parse("r", other)).isInstanceOf(ReceiptException.class);
    }
}
