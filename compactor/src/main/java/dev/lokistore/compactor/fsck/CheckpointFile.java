package dev.lokistore.compactor.fsck;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.plan.PlanJson;
import dev.lokistore.index.ChunkInventory;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as a file of JSON lines: what is checked, then findings, and after each batch of chunks how far it came. What
 * comes behind the last of these was not finished, and is done again. Not thread-safe.
 */
public final class CheckpointFile implements Checkpoint, Closeable {
    private static final int VERSION = 1;

    /** What a check is about: another one must not go on where it ended. */
    private record About(int version, String store, String subset, String tenants, String range, List<String> ids) {}

    private record Reached(ChunkRef chunk, long decoded, long decodedBytes) {}

    private record Line(
            @Nullable About about,
            @Nullable Finding finding,
            @Nullable ChunkRef unread,
            @Nullable ChunkRef read,
            @Nullable Reached reached) {}

    private final Path file;
    private final FileChannel channel;
    private final StringBuilder pending = new StringBuilder();
    private final @Nullable Reached earlier;
    private final long earlierEnd;
    private final Set<ChunkRef> unread;

    private CheckpointFile(
            Path file, FileChannel channel, @Nullable Reached earlier, long earlierEnd, Set<ChunkRef> unread) {
        this.file = file;
        this.channel = channel;
        this.earlier = earlier;
        this.earlierEnd = earlierEnd;
        this.unread = unread;
    }

    /**
     * Goes on with a file, or begins it.
     *
     * @param store its name
     * @throws IllegalArgumentException if the file is none of these, or of another check
     */
    public static CheckpointFile open(Path file, String store, FsckOrder order) throws IOException {
        About about = new About(
                VERSION,
                store,
                order.subset().toString(),
                String.join(
                        ",",
                        order.tenants().stream().map(Object::toString).sorted().toList()),
                order.range().toString(),
                order.wanted().stream().map(Flaw::id).sorted().toList());
        Reached reached = null;
        long end = 0;
        Set<ChunkRef> unread = new HashSet<>();
        if (Files.exists(file)) {
            long at = 0;
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                    Line line = parse(file, text, at);
                    at += text.getBytes(StandardCharsets.UTF_8).length + 1;
                    if (line == null) {
                        break; // cut off while it was written
                    }
                    requireSame(file, line.about(), about, end == 0);
                    if (line.unread() != null) {
                        unread.add(line.unread());
                    }
                    if (line.read() != null) {
                        unread.remove(line.read());
                    }
                    if (end == 0 || line.reached() != null) {
                        reached = line.reached();
                        end = at;
                    }
                }
            }
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(end).position(end);
        CheckpointFile opened = new CheckpointFile(file, channel, reached, end, unread);
        if (end == 0) {
            opened.write(new Line(about, null, null, null, null));
            opened.flush();
        }
        return opened;
    }

    /** Null if the line is not whole. */
    private static @Nullable Line parse(Path file, String text, long at) {
        try {
            return PlanJson.mapper().readValue(text, Line.class);
        } catch (JsonProcessingException e) {
            if (at == 0) {
                throw new IllegalArgumentException(file + " is no state of an fsck", e);
            }
            return null;
        }
    }

    private static void requireSame(Path file, @Nullable About found, About about, boolean first) {
        if (first && !about.equals(found)) {
            throw new IllegalArgumentException(file + " is the state of another check: "
                    + (found == null ? "of nothing" : "of " + found.store() + ", subset " + found.subset())
                    + "; give the same options again, or another file");
        }
    }

    @Override
    public long decoded() {
        return earlier == null ? 0 : earlier.decoded();
    }

    @Override
    public long decodedBytes() {
        return earlier == null ? 0 : earlier.decodedBytes();
    }

    @Override
    public boolean isPassed(ChunkRef chunk) {
        return isBehind(chunk) && !unread.contains(chunk);
    }

    @Override
    public void replay(Consumer<Finding> sink) throws IOException {
        long at = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            while (at < earlierEnd) {
                String text = lines.readLine();
                Line line = text == null ? null : parse(file, text, at);
                if (line == null) {
                    return;
                }
                at += text.getBytes(StandardCharsets.UTF_8).length + 1;
                if (line.finding() != null) {
                    sink.accept(line.finding());
                }
            }
        }
    }

    @Override
    public void found(Finding finding) throws IOException {
        write(new Line(null, finding, null, null, null));
    }

    @Override
    public void read(ChunkRef chunk) throws IOException {
        if (unread.remove(chunk)) {
            write(new Line(null, null, null, chunk, null));
        }
    }

    @Override
    public void unread(ChunkRef chunk) throws IOException {
        if (unread.add(chunk)) {
            write(new Line(null, null, chunk, null, null));
        }
    }

    @Override
    public void reached(ChunkRef chunk, long decoded, long decodedBytes) throws IOException {
        // what is done again lies behind
        ChunkRef furthest = earlier != null && isBehind(chunk) ? earlier.chunk() : chunk;
        write(new Line(null, null, null, null, new Reached(furthest, decoded, decodedBytes)));
        flush();
    }

    private boolean isBehind(ChunkRef chunk) {
        return earlier != null && ChunkInventory.ORDER.compare(chunk, earlier.chunk()) <= 0;
    }

    private void write(Line line) throws IOException {
        pending.append(PlanJson.mapper().writeValueAsString(line)).append('\n');
    }

    private void flush() throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(pending.toString());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        pending.setLength(0);
    }

    /** Removes the file: the check came to its end. */
    public void finish() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
