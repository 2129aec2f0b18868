package dev.lokistore.shell.command;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.RowWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code chunk} shows; reads the object once and decodes no block. */
final class ChunkDescription {
    /** A block and whether its CRC holds. */
    private record Block(BlockMeta meta, boolean crcOk) {}

    /**
     * All of it.
     *
     * @param checksum CRC-32C of the object as it is
     * @param checksumOk whether it is the one in the key; null without a key
     */
    private record Description(
            ChunkSubject subject,
            ChunkReader reader,
            int checksum,
            @Nullable Boolean checksumOk,
            List<Block> blocks) {
        ChunkHeader header() {
            return reader.header();
        }
    }

    private static final RecordView<Block> BLOCK_VIEW = RecordView.<Block>builder()
            .count("index", block -> (long) block.meta().index())
            .count("offset", block -> block.meta().offset())
            .bytes("storedBytes", block -> (long) block.meta().storedBytes())
            .bytes("rawBytes", block -> block.meta().rawBytes())
            .count("entries", block -> block.meta().entries())
            .field("from", FieldKind.NANOS, Shown.ALWAYS, block -> block.meta().minTimeNanos())
            .field(
                    "through",
                    FieldKind.NANOS,
                    Shown.ALWAYS,
                    block -> block.meta().maxTimeNanos())
            .field("crcOk", FieldKind.FLAG, Shown.ALWAYS, Block::crcOk)
            .build();

    private static final RecordView<Description> VIEW = RecordView.<Description>builder()
            .text("key", description -> description.subject().key())
            .field(
                    "objectKey",
                    FieldKind.TEXT,
                    Shown.WIDE,
                    description -> description.subject().objectKey())
            .text("tenant", description -> description.header().tenant().value())
            .text(
                    "fingerprint",
                    description -> Long.toHexString(description.header().fingerprint()))
            .field(
                    "labels",
                    FieldKind.LABELS,
                    Shown.ALWAYS,
                    description -> description.header().labels().asMap())
            .millis("from", description -> description.header().fromMillis())
            .millis("through", description -> description.header().throughMillis())
            .text("checksum", description -> Integer.toHexString(description.checksum()))
            .field("checksumOk", FieldKind.FLAG, Shown.ALWAYS, Description::checksumOk)
            .count("format", description -> (long) description.reader().formatVersion())
            .text("codec", description -> description.reader().codec().lokiName())
            .bytes("storedBytes", description -> description.subject().source().size())
            .bytes("rawBytes", description -> description.reader().rawBytes())
            .count("entries", description -> description.reader().entryCount())
            .field(
                    "blocks",
                    FieldKind.RECORDS,
                    Shown.STRUCTURED,
                    description ->
                            description.blocks().stream().map(BLOCK_VIEW::asMap).toList())
            .field("blockCount", FieldKind.COUNT, Shown.TABULAR, description ->
                    (long) description.blocks().size())
            .build();

    private final Run run;

    ChunkDescription(Run run) {
        this.run = run;
    }

    void print(ChunkSubject chunk) throws IOException {
        Description description = describe(chunk);
        run.renderOne(VIEW, description);
        if (run.human()) {
            run.out().println();
            try (RowWriter<Block> rows = run.rendering().rows(BLOCK_VIEW)) {
                for (Block block : description.blocks()) {
                    rows.write(block);
                }
            }
        }
    }

    private Description describe(ChunkSubject chunk) throws IOException {
        ChunkReader reader = chunk.open(run);
        int checksum = reader.checksum();
        ChunkRef expected = chunk.expected();
        Boolean checksumOk = expected == null ? null : checksum == expected.checksum();
        if (expected != null && checksum != expected.checksum()) {
            run.problems()
                    .report(
                            chunk.objectKey(),
                            new IOException(chunk.objectKey() + ": checksum of the object: expected "
                                    + expected.checksumHex() + ", found " + Integer.toHexString(checksum)));
        }
        List<Block> blocks = new ArrayList<>();
        for (BlockMeta meta : reader.blocks()) {
            boolean crcOk = reader.blockCrcOk(meta);
            blocks.add(new Block(meta, crcOk));
            if (!crcOk) {
                run.problems()
                        .report(
                                chunk.objectKey(),
                                new IOException(chunk.objectKey() + " at byte " + meta.offset() + ": block "
                                        + meta.index() + " has a wrong CRC"));
            }
        }
        return new Description(chunk, reader, checksum, checksumOk, blocks);
    }
}
