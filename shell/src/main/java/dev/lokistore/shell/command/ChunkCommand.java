package dev.lokistore.shell.command;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ChunkReader;
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
            "  lokistore chunk ./1a1f2a33b3d:1a1f34821f4:d980a379 --hex 0",
            "  lokistore chunk ./1a1f2a33b3d:1a1f34821f4:d980a379 --salvage"
        })
final class ChunkCommand extends StoreCommand {
    /** What to show instead of the description. */
    static final class Content {
        @Option(names = "--entries", description = "Print the entries, in stored order")
        private boolean entries;

        @Option(names = "--hex", paramLabel = "BLOCK", description = "Dump a block's content, decompressed, as hex")
        private @Nullable Integer block;

        @Option(
                names = "--doubtful",
                description = "With --salvage: print only the lines that decode, but that no checksum vouches for")
        private boolean doubtful;
    }

    @Parameters(paramLabel = "KEY-OR-FILE", description = "A chunk's key, or a file")
    private String name = "";

    @ArgGroup
    private @Nullable Content content;

    @Option(
            names = "--salvage",
            description = {
                "For a damaged chunk: find what is left of it by the blocks' checksums. Says what is lost, where, and of"
                        + " which time; with --entries prints the lines of the sound blocks"
            })
    private boolean salvage;

    @Override
    void execute(Run run) throws IOException {
        ChunkSubject chunk = ChunkSubject.find(run, name);
        Content wanted = content == null ? new Content() : content;
        if (salvage) {
            salvage(run, chunk, wanted);
        } else if (wanted.doubtful) {
            throw new UsageException("--doubtful needs --salvage");
        } else if (wanted.block != null) {
            dump(run, chunk.open(run), wanted.block);
        } else if (wanted.entries) {
            ChunkEntries.print(run, chunk);
        } else {
            new ChunkDescription(run).print(chunk);
        }
    }

    private static void salvage(Run run, ChunkSubject chunk, Content wanted) throws IOException {
        if (wanted.block != null) {
            throw new UsageException("--hex shows a block that can be read: leave out --salvage");
        }
        ChunkSalvage salvage = new ChunkSalvage(run, chunk);
        if (wanted.entries || wanted.doubtful) {
            salvage.printEntries(wanted.entries);
        } else {
            salvage.print();
        }
    }

    private static void dump(Run run, ChunkReader reader, int index) throws IOException {
        if (run.global().output() != OutputFormat.TABLE) {
            throw new UsageException("--hex has no other format: leave out -o");
        }
        if (index < 0 || index >= reader.blocks().size()) {
            throw new UsageException("--hex is " + index + " but the chunk has the blocks 0 to "
                    + (reader.blocks().size() - 1));
        }
        BlockMeta block = reader.blocks().get(index);
        byte[] raw = reader.rawBlock(block);
        run.out()
                .println(run.style()
                        .bold("block " + index + ", at byte " + block.offset() + ": " + block.storedBytes()
                                + " bytes stored, " + raw.length + " decompressed"));
        HexDump.print(raw, run.out());
        run.out().flush();
    }
}
