package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.explain.KeyExplanation;
import dev.lokistore.index.explain.KeyPart;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.tree.TreeNode;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.shell.render.Field;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.Times;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code stat} says of one name.
 *
 * @param subject as it was asked for
 * @param kind such as {@code chunk} or {@code tenant}
 * @param what one sentence
 * @param exists whether there is such an object; null if nobody looked
 * @param key what the key says; null if the name is no object's
 * @param logicalKey Loki's key of the object; null if the name is no object's
 * @param object null if it is not known
 * @param node the place in the tree; null if it is none
 * @param table the folder of this table; null if it is none
 * @param labels of a chunk or stream; null if not known
 */
record StatRow(
        String subject,
        String kind,
        String what,
        @Nullable Boolean exists,
        @Nullable KeyExplanation key,
        @Nullable String logicalKey,
        @Nullable ObjectInfo object,
        @Nullable TreeNode node,
        @Nullable Table table,
        @Nullable Labels labels) {
    static final RecordView<KeyPart> PARTS = RecordView.<KeyPart>builder()
            .text("part", KeyPart::name)
            .field("text", FieldKind.KEY, Shown.ALWAYS, KeyPart::text)
            .text("meaning", KeyPart::meaning)
            .build();

    private static final RecordView<StatRow> VIEW = RecordView.<StatRow>builder()
            .field("subject", FieldKind.KEY, Shown.ALWAYS, StatRow::subject)
            .text("kind", StatRow::kind)
            .text("what", StatRow::what)
            .field("exists", FieldKind.FLAG, Shown.ALWAYS, StatRow::exists)
            .field("key", FieldKind.KEY, Shown.DATA, StatRow::logicalKey)
            .field("objectKey", FieldKind.KEY, Shown.STRUCTURED, StatRow::objectKey)
            .field(
                    "objectKey",
                    FieldKind.KEY,
                    Shown.TABULAR,
                    row -> row.subject.equals(row.objectKey()) ? null : row.objectKey())
            .bytes("storedBytes", StatRow::storedBytes)
            .millis("lastModified", row -> row.object == null ? null : Views.millis(row.object.lastModified()))
            .field("etag", FieldKind.TEXT, Shown.WIDE, row -> row.object == null ? null : row.object.etag())
            .text("tenant", StatRow::tenant)
            .text("fingerprint", StatRow::fingerprint)
            .field("labels", FieldKind.LABELS, Shown.ALWAYS, row -> Views.labels(row.labels))
            .millis("from", StatRow::fromMillis)
            .millis("through", StatRow::throughMillis)
            .text("checksum", row -> row.ref() == null ? null : row.ref().checksumHex())
            .text("table", row -> row.anyTable() == null ? null : row.anyTable().name())
            .text("day", StatRow::day)
            .count(
                    "files",
                    row -> row.table == null
                            ? null
                            : (Long) (long) row.table.files().size())
            .count("streams", row -> row.node == null ? null : (Long) row.node.streams())
            .count("chunks", row -> row.node == null ? null : (Long) row.node.chunks())
            .field(
                    "parts",
                    FieldKind.RECORDS,
                    Shown.STRUCTURED,
                    row -> row.parts().stream().map(PARTS::asMap).toList())
            .build();

    /** For programs every field; for people those of which something is known. */
    RecordView<StatRow> view(boolean human) {
        if (!human) {
            return VIEW;
        }
        RecordView.Builder<StatRow> known = RecordView.builder();
        for (Field<StatRow> field : VIEW.fields()) {
            if (field.value().apply(this) != null) {
                known.field(field.name(), field.kind(), field.shown(), field.value());
            }
        }
        return known.build();
    }

    List<KeyPart> parts() {
        return key == null ? List.of() : key.parts();
    }

    private @Nullable ChunkRef ref() {
        return key == null ? null : key.chunk();
    }

    private @Nullable String objectKey() {
        return object == null ? null : object.key().value();
    }

    private @Nullable Long storedBytes() {
        if (object != null) {
            return object.sizeBytes();
        }
        if (table != null) {
            return table.storedBytes();
        }
        return node == null ? null : (Long) node.storedBytes();
    }

    private @Nullable String tenant() {
        TenantId tenant = node != null ? node.path().tenant() : key == null ? null : key.tenant();
        return tenant == null ? null : tenant.value();
    }

    private @Nullable String fingerprint() {
        if (ref() != null) {
            return ref().fingerprintHex();
        }
        return node == null || node.path().fingerprint() == null
                ? null
                : Long.toHexString(node.path().fingerprint());
    }

    private @Nullable Long fromMillis() {
        return time(ChunkRef::fromMillis, TreeNode::from);
    }

    private @Nullable Long throughMillis() {
        return time(ChunkRef::throughMillis, TreeNode::through);
    }

    private @Nullable Long time(Function<ChunkRef, Long> ofChunk, Function<TreeNode, @Nullable Instant> ofNode) {
        ChunkRef ref = ref();
        if (ref != null) {
            return ofChunk.apply(ref);
        }
        return node == null ? null : Views.millis(ofNode.apply(node));
    }

    private @Nullable Table anyTable() {
        return table != null ? table : key == null ? null : key.table();
    }

    private @Nullable String day() {
        Table any = anyTable();
        if (any != null) {
            return any.day().toString();
        }
        ChunkRef ref = ref();
        if (ref != null) {
            return Times.day(ref.fromMillis());
        }
        return node == null || node.path().day() == null
                ? null
                : node.path().day().toString();
    }
}
