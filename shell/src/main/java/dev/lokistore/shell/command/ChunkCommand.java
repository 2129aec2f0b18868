package dev.lokistore.shell.command;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.OutputFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chunk}. */
@Command(
        name = "chunk",
        description = {
            "Shows one chunk: header, labels, blocks, and whether checksums hold. Needs no index and no other object.",
            "The chunk is a file on this machine, or a key as 'chunks' prints it (key or objectKey)."
        },
        footer = {
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz chunk"
                    + " fake/81a2f9986e52992f/1a1f2a33b3d:1a1f34821f4:d980a379",
            "  lokistore chunk ./1a1f2a33b3d:1a1f34821f4:d980a379 --entries -o jsonl",
            "  lokistore chunk ./1a1f2a33b3d:1a1f34821f4:d980a379 --hex 0"
        })
final class ChunkCommand extends StoreCommand {
    /** What to show instead of the description. */
    static final class Content {
        @Option(names = "--entries", description = "Print the entries, in stored order")
        private boolean entries;

        @Option(names = "--hex", paramLabel = "BLOCK", description = "Dump a block's content, decompressed, as hex")
        private @Nullable Integer block;
    }

    @Parameters(paramLabel = "KEY-OR-FILE", description = "A chunk's key, or a file")
    private String name = "";

    @ArgGroup
    private @Nullable Content content;

    @Override
    void execute(Run run) throws IOException {
        ChunkSubject chunk = ChunkSubject.find(run, name);
        Content wanted = content;
        if (wanted == null) {
            new ChunkDescription(run).print(chunk);
        } else if (wanted.block == null) {
            ChunkEntries.print(run, chunk);
        } else {
            dump(run, chunk, wanted.block);
        }
    }

    private static void dump(Run run, ChunkSubject chunk, int index) throws IOException {
        if (run.global().output() != OutputFormat.TABLE) {
            throw new UsageException("--hex has no other format: leave out -o");
        }
        if (index < 0 || index >= chunk.reader().blocks().size()) {
            throw new UsageException("--hex is " + index + " but the chunk has the blocks 0 to "
                    + (chunk.reader().blocks().size() - 1));
        }
        BlockMeta block = chunk.reader().blocks().get(index);
        byte[] raw = chunk.reader().rawBlock(block);
        run.out()
                .println(run.style()
                        .bold("block " + index + ", at byte " + block.offset() + ": " + block.storedBytes()
                                + " bytes stored, " + raw.length + " decompressed"));
        HexDump.print(raw, run.out());
        run.out().flush();
    }
}
