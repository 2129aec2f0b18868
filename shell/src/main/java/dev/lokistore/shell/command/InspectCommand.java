package dev.lokistore.shell.command;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.anatomy.Anatomy;
import dev.lokistore.index.anatomy.ChunkAnatomy;
import dev.lokistore.index.anatomy.Part;
import dev.lokistore.index.table.Gunzip;
import dev.lokistore.index.table.TableOptions;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.OutputFormat;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.RowWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}. */
@Command(
        name = "inspect",
        description = {
            "Tells what the bytes of a chunk, a bbolt file or a TSDB file mean, in the order in which they lie there: without"
                    + " --at the large parts - sections, pages, blocks - with it every byte from there on.",
            "Damaged files are shown as far as they can be told apart; what is not what it must be is marked. An index file"
                    + " that is compressed is unpacked first, as far as it goes: places count in the unpacked file."
        },
        footer = {
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz inspect"
                    + " fake/81a2f9986e52992f/1a1f2a33b3d:1a1f34821f4:d980a379",
            "  lokistore inspect ./1a1f2a33b3d:1a1f34821f4:d980a379 --at 0 --length 64",
            "  lokistore inspect ./1a1f2a33b3d:1a1f34821f4:d980a379 --block 0 --at 0",
            "  lokistore inspect ./index.tsdb.gz --at 0x5 -o jsonl"
        })
final class InspectCommand extends StoreCommand {
    private static final String DEFAULT_LENGTH = "256";
    private static final int GZIP_MAGIC = 0x1f8b;

    /** A part, with its bytes where they are asked for. */
    private record Shape(Part part, @Nullable String hex) {}

    private static final RecordView<Shape> VIEW = RecordView.<Shape>builder()
            .count("offset", shape -> shape.part().offset())
            .count("length", shape -> shape.part().length())
            .text("part", shape -> shape.part().name())
            .field("ok", FieldKind.FLAG, Shown.ALWAYS, shape -> shape.part().ok())
            .text("meaning", shape -> shape.part().meaning())
            .field("hex", FieldKind.TEXT, Shown.OPTIONAL, Shape::hex)
            .build();

    @Parameters(paramLabel = "KEY-OR-FILE", description = "The key of a chunk or of any object, or a file")
    private String name = "";

    @Option(
            names = "--at",
            paramLabel = "OFFSET",
            description = "Show every byte from this place on: decimal, or hex with 0x in front")
    private @Nullable String at;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = DEFAULT_LENGTH,
            description = "How many bytes of them. Default: " + DEFAULT_LENGTH)
    private int length;

    @Option(names = "--block", paramLabel = "N", description = "Of a chunk: what this block decompresses to")
    private @Nullable Integer block;

    @Override
    void execute(Run run) throws IOException {
        if (length < 1) {
            throw new UsageException("--length is " + length + " but must be 1 or more");
        }
        Anatomy anatomy = anatomy(run);
        if (at == null) {
            outline(run, anatomy);
        } else {
            detail(run, anatomy, offset(at, anatomy.bytes().length));
        }
    }

    private Anatomy anatomy(Run run) throws IOException {
        ChunkSubject subject = ChunkSubject.find(run, name);
        byte[] stored = subject.source().read(0, (int) subject.source().size());
        Anatomy anatomy = Anatomy.of(subject.objectKey(), unpacked(run, subject.objectKey(), stored));
        if (block == null) {
            return anatomy;
        }
        if (!(anatomy instanceof ChunkAnatomy chunk)) {
            throw new UsageException("--block is for chunks, and this is a file of " + anatomy.kind());
        }
        try {
            return chunk.block(block);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--block: " + e.getMessage());
        }
    }

    /** What comes before a fault of the compression is looked at all the same. */
    private static byte[] unpacked(Run run, String key, byte[] stored) throws IOException {
        if (stored.length < 2 || ((stored[0] & 0xff) << 8 | stored[1] & 0xff) != GZIP_MAGIC) {
            return stored;
        }
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
        try {
            TableOptions limits = TableOptions.DEFAULT.withUnpackedBytes(OpenOptions.DEFAULT_MAX_CHUNK_BYTES);
            Gunzip.unpack(key, new ByteArrayInputStream(stored), limits, unpacked::write);
        } catch (CorruptDataException e) {
            run.problems()
                    .report(
                            key,
                            new CorruptDataException(
                                    key,
                                    e.offset(),
                                    e.problem() + "; what is shown is the " + unpacked.size()
                                            + " bytes that come before"));
        }
        return unpacked.toByteArray();
    }

    private static long offset(String text, long size) {
        try {
            // as our own tables group digits
            String digits = text.replace(",", "");
            long value = digits.toLowerCase(Locale.ROOT).startsWith("0x")
                    ? Long.parseLong(digits.substring(2), 16)
                    : Long.parseLong(digits);
            if (value >= 0 && value < size) {
                return value;
            }
            throw new UsageException("--at is " + text + " but there are bytes 0 to " + (size - 1) + " only");
        } catch (NumberFormatException e) {
            throw new UsageException("--at is '" + text + "' but must be a number, or a hex number such as 0x1f");
        }
    }

    private void outline(Run run, Anatomy anatomy) throws IOException {
        run.stopProgress();
        if (run.human()) {
            run.note(anatomy.kind() + ", " + anatomy.bytes().length + " bytes");
        }
        List<Part> parts = new ArrayList<>();
        anatomy.outline(parts::add);
        rows(run, parts, null);
    }

    private static void rows(Run run, List<Part> parts, byte @Nullable [] bytes) throws IOException {
        try (RowWriter<Shape> rows = run.rendering().rows(VIEW)) {
            for (Part part : parts) {
                String hex =
                        bytes == null ? null : HexFormat.of().formatHex(bytes, (int) part.offset(), (int) part.end());
                rows.write(new Shape(part, hex));
            }
        }
    }

    private void detail(Run run, Anatomy anatomy, long from) throws IOException {
        List<Part> parts = new ArrayList<>();
        long to = Math.min(from + length, anatomy.bytes().length);
        anatomy.detail(from, to, parts::add);
        run.stopProgress();
        if (run.global().output() == OutputFormat.TABLE || run.global().output() == OutputFormat.WIDE) {
            new HexView(run.out(), run.style(), anatomy.bytes()).print(parts, from, to);
        } else {
            rows(run, parts, anatomy.bytes());
        }
    }
}
