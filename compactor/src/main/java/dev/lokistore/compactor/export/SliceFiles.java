package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.query.EntryStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of one slice, under temporary names. Grows with the number of streams and files of a slice; what files hold back
 * is bounded for all of them together. Used by one thread; closing it leaves what was written.
 */
final class SliceFiles implements Closeable {
    private static final long HELD_BYTES = 48 << 20;
    /** Buffers have room that is not used, and keep it for what comes next. */
    private static final long ALLOCATED_BYTES = 2 * HELD_BYTES;

    private static final int CHECK_BYTES = 1 << 20;
    /** What an entry costs besides its line, roughly. */
    private static final int ENTRY_BYTES = 128;

    private record Slot(TenantId tenant, ExportFile.StreamSink sink) {}

    private final ExportRequest request;
    private final Path temporary;
    private final String name;
    private final long startNanos;
    private final OpenFiles open = new OpenFiles();
    private final Map<String, ExportFile> files = new TreeMap<>();
    /** Entries of one stream come with one and the same object. */
    private final Map<Labels, Slot> streams = new IdentityHashMap<>();

    private int unchecked;

    /**
     * @param temporary a folder for the files, which the names begin with {@code name} in
     * @param startNanos of the slice, ns since the epoch
     */
    SliceFiles(ExportRequest request, Path temporary, String name, long startNanos) {
        this.request = request;
        this.temporary = temporary;
        this.name = name;
        this.startNanos = startNanos;
    }

    void write(EntryStream entry) throws IOException {
        Slot slot = streams.get(entry.labels());
        if (slot == null || !slot.tenant().equals(entry.tenant())) {
            slot = new Slot(entry.tenant(), file(entry).stream(entry.tenant(), entry.labels()));
            streams.put(entry.labels(), slot);
        }
        slot.sink().write(entry);
        unchecked += entry.lineLength() + ENTRY_BYTES;
        if (unchecked >= CHECK_BYTES) {
            unchecked = 0;
            holdLess();
        }
    }

    private ExportFile file(EntryStream entry) {
        String path = request.partition().folder(entry.tenant(), entry.labels(), startNanos) + request.fileName();
        return files.computeIfAbsent(path, at -> {
            Path part = temporary.resolve(name + "-" + files.size() + ".part");
            return request.file(at, part, open);
        });
    }

    /** The largest first: what is written at once shows in the file, so that it must not depend on the machine. */
    private void holdLess() throws IOException {
        long held = files.values().stream().mapToLong(ExportFile::heldBytes).sum();
        long allocated =
                files.values().stream().mapToLong(ExportFile::allocatedBytes).sum();
        if (held <= HELD_BYTES && allocated <= ALLOCATED_BYTES) {
            return;
        }
        List<ExportFile> bySize = new ArrayList<>(files.values());
        bySize.sort(Comparator.comparingLong(ExportFile::allocatedBytes).reversed());
        for (ExportFile file : bySize) {
            held -= file.heldBytes();
            allocated -= file.allocatedBytes();
            file.release();
            if (held <= HELD_BYTES / 2 && allocated <= ALLOCATED_BYTES / 2) {
                return;
            }
        }
    }

    /** Ends all files; in order of their paths. */
    List<Finished> finish() throws IOException {
        List<Finished> finished = new ArrayList<>();
        for (ExportFile file : files.values()) {
            finished.add(new Finished(file.part().path(), file.finish()));
        }
        return finished;
    }

    /** A whole file that has its temporary name yet. */
    record Finished(Path part, ExportedFile file) {}

    @Override
    public void close() throws IOException {
        open.close();
    }
}
