package dev.lokistore.compactor.export;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Parquet file ends with: the schema, and where row groups and columns are. */
final class ParquetFooter {
    static final byte[] MAGIC = ParquetFile.ascii("PAR1");

    private static final int INT64 = 2;
    private static final int BYTE_ARRAY = 6;
    private static final int REQUIRED = 0;
    private static final int OPTIONAL = 1;
    private static final int REPEATED = 2;
    private static final int UTF8 = 0;
    private static final int MAP = 1;

    /**
     * A column of a row group.
     *
     * @param levels values, and what stands for none
     * @param raw bytes before compression, with headers
     * @param start where its first page is
     * @param dataStart where its first data page is
     * @param bounds smallest and largest value; null if they are not known
     */
    record Chunk(
            ParquetColumn.Kind kind,
            byte[][] path,
            boolean dictionary,
            long levels,
            long nulls,
            long raw,
            long stored,
            long start,
            long dataStart,
            byte @Nullable [][] bounds) {}

    private record Group(long rows, List<Chunk> chunks) {}

    private final int codec;
    private final List<LabelColumns.Column> chosen;
    private final List<Group> groups = new ArrayList<>();

    ParquetFooter(int codec, List<LabelColumns.Column> chosen) {
        this.codec = codec;
        this.chosen = chosen;
    }

    void group(long rows, List<Chunk> chunks) {
        groups.add(new Group(rows, chunks));
    }

    byte[] bytes() {
        TextBuffer out = new TextBuffer();
        List<ThriftWriter.Fields> schema = schema();
        List<ThriftWriter.Fields> rowGroups = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            int ordinal = i;
            rowGroups.add(struct -> group(groups.get(ordinal), ordinal, struct));
        }
        List<ThriftWriter.Fields> orders = new ArrayList<>();
        int leaves = groups.isEmpty() ? 0 : groups.get(0).chunks().size();
        for (int i = 0; i < leaves; i++) {
            // by the type's own order
            orders.add(order -> order.struct(1, type -> {}));
        }
        new ThriftWriter(out)
                .i32(1, 1)
                .structs(2, schema.size(), schema)
                .i64(3, groups.stream().mapToLong(Group::rows).sum())
                .structs(4, rowGroups.size(), rowGroups)
                .binary(6, ParquetFile.ascii("lokistore"))
                .structs(7, orders.size(), orders)
                .end();
        return out.toBytes();
    }

    private List<ThriftWriter.Fields> schema() {
        List<ThriftWriter.Fields> elements = new ArrayList<>();
        elements.add(
                root -> root.binary(4, ParquetFile.ascii("entry")).i32(5, ParquetFile.COLUMNS.size() + chosen.size()));
        elements.add(time -> time.i32(1, INT64)
                .i32(3, REQUIRED)
                .binary(4, ParquetFile.ascii("timestamp"))
                // readers take what is "adjusted to UTC" for microseconds: it is UTC all the same
                .struct(
                        10,
                        type -> type.struct(
                                8, of -> of.bool(1, false).struct(2, unit -> unit.struct(3, nanos -> {})))));
        elements.add(text("tenant", REQUIRED));
        elements.add(text("line", OPTIONAL));
        elements.add(bytes -> bytes.i32(1, BYTE_ARRAY).i32(3, OPTIONAL).binary(4, ParquetFile.ascii("line_bytes")));
        for (String map : List.of("labels", "metadata")) {
            elements.add(outer -> outer.i32(3, REQUIRED)
                    .binary(4, ParquetFile.ascii(map))
                    .i32(5, 1)
                    .i32(6, MAP)
                    .struct(10, type -> type.struct(2, of -> {})));
            elements.add(pair -> pair.i32(3, REPEATED)
                    .binary(4, ParquetFile.ascii("key_value"))
                    .i32(5, 2));
            elements.add(text("key", REQUIRED));
            elements.add(text("value", REQUIRED));
        }
        chosen.forEach(column -> elements.add(text(column.name(), OPTIONAL)));
        return elements;
    }

    private static ThriftWriter.Fields text(String name, int repetition) {
        return element -> element.i32(1, BYTE_ARRAY)
                .i32(3, repetition)
                .binary(4, TextBuffer.utf8(name))
                .i32(6, UTF8)
                .struct(10, type -> type.struct(1, of -> {}));
    }

    private void group(Group group, int ordinal, ThriftWriter out) {
        List<Chunk> chunks = group.chunks();
        List<ThriftWriter.Fields> columns = new ArrayList<>();
        chunks.forEach(chunk -> columns.add(column -> column.i64(2, 0).struct(3, data -> metadata(chunk, data))));
        out.structs(1, columns.size(), columns)
                .i64(2, chunks.stream().mapToLong(Chunk::raw).sum())
                .i64(3, group.rows())
                .i64(5, chunks.get(0).start())
                .i64(6, chunks.stream().mapToLong(Chunk::stored).sum());
        if (ordinal <= Short.MAX_VALUE) {
            out.i16(7, ordinal);
        }
    }

    private void metadata(Chunk chunk, ThriftWriter out) {
        out.i32(1, chunk.kind().number ? INT64 : BYTE_ARRAY);
        if (chunk.dictionary()) {
            out.i32s(2, ParquetPages.PLAIN, ParquetPages.RLE, ParquetPages.RLE_DICTIONARY);
        } else {
            out.i32s(2, ParquetPages.PLAIN, ParquetPages.RLE);
        }
        out.binaries(3, chunk.path())
                .i32(4, codec)
                .i64(5, chunk.levels())
                .i64(6, chunk.raw())
                .i64(7, chunk.stored())
                .i64(9, chunk.dataStart());
        if (chunk.dictionary()) {
            out.i64(11, chunk.start());
        }
        byte[][] bounds = chunk.bounds();
        out.struct(12, statistics -> {
            statistics.i64(3, chunk.nulls());
            if (bounds != null) {
                statistics.binary(5, bounds[1]).binary(6, bounds[0]);
            }
        });
    }
}
