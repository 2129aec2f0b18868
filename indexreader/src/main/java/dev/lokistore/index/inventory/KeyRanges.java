package dev.lokistore.index.inventory;

import dev.lokistore.index.BoundedTasks;
import dev.lokistore.index.Problems;
import dev.lokistore.index.pack.BlobFile;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.index.pack.Segment;
import dev.lokistore.index.query.ObjectFaults;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All keys below a prefix, listed in ranges at the same time, and given out in key order. What was listed waits in a
 * temporary file. Unlike {@link dev.lokistore.index.ChunkInventory} it leaves out nothing: between and behind the ranges
 * that begin with a digit of a fingerprint there may be other keys.
 */
final class KeyRanges implements Closeable {
    /** A page of S3: what the first request brings anyway. */
    private static final int SPLIT_AFTER = 1_000;
    /** Two digits make 256 ranges of a tenant. */
    private static final int DIGITS = 2;

    private static final String HEX = "0123456789abcdef";

    private final ObjectReader reader;
    private final Predicate<String> wanted;
    private final Problems problems;
    private final LongConsumer progress;
    private final BlobFile file;
    private final AtomicLong listed = new AtomicLong();
    /** By first key: no two overlap. */
    private final NavigableMap<String, List<Integer>> ranges = new ConcurrentSkipListMap<>(ObjectKey::compareUtf8);

    private KeyRanges(
            ObjectReader reader, Predicate<String> wanted, Problems problems, LongConsumer progress, BlobFile file) {
        this.reader = reader;
        this.wanted = wanted;
        this.problems = problems;
        this.progress = progress;
        this.file = file;
    }

    /**
     * Lists. The caller closes what it gets, which removes the file.
     *
     * @param root empty, or ends with {@code /}
     * @param wanted keys; others are left out
     * @param problems told of places that could not be listed, under what their keys begin with
     * @param progress told how many keys there are so far, by several threads
     * @throws IOException if the store as a whole fails
     */
    static KeyRanges list(
            ObjectReader reader,
            String root,
            Predicate<String> wanted,
            int concurrency,
            Path temporary,
            Problems problems,
            LongConsumer progress)
            throws IOException {
        KeyRanges ranges = new KeyRanges(reader, wanted, problems, progress, BlobFile.create(temporary));
        try {
            BoundedTasks.run(concurrency, ranges.top(root));
            return ranges;
        } catch (IOException | RuntimeException e) {
            ranges.close();
            throw e;
        }
    }

    /** What lies directly below the root is listed here, what lies in folders later. */
    private List<Range> top(String root) throws IOException {
        List<Range> folders = new ArrayList<>();
        Output output = new Output();
        try (Listing<ListEntry> level = reader.listLevel(root)) {
            while (level.next()) {
                if (level.entry() instanceof Folder folder) {
                    output.finish();
                    output = new Output();
                    folders.add(new Range(folder.prefix(), "", "", "", DIGITS));
                } else if (level.entry() instanceof ObjectInfo object) {
                    output.add(object);
                }
            }
        }
        output.finish();
        return folders;
    }

    /** Shown the objects in key order. */
    interface Visitor {
        void object(ListedObject object) throws IOException;
    }

    void forEach(Visitor visitor) throws IOException {
        for (List<Integer> segments : ranges.values()) {
            for (int segment : segments) {
                String name = file.name() + ", segment " + segment;
                for (ListedObject object : KeySegment.read(Segment.unpack(name, file.read(segment)), 0)) {
                    visitor.object(object);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Takes the keys of one range, in order. */
    private final class Output {
        private final List<ListedObject> pending = new ArrayList<>();
        private final List<Integer> segments = new ArrayList<>();
        private final PackWriter buffer = new PackWriter();
        private @Nullable String first;

        void add(ObjectInfo object) throws IOException {
            String key = object.key().value();
            if (!wanted.test(key)) {
                return;
            }
            if (key.length() > InventoryFormat.MAX_KEY_BYTES / 3) {
                // more than any store allows
                problems.report(key.substring(0, 100) + "…", new IOException("the key is too long for an inventory"));
                return;
            }
            first = first == null ? key : first;
            pending.add(ListedObject.listed(object));
            if (pending.size() == InventoryFormat.SEGMENT_KEYS) {
                flush();
            }
        }

        private void flush() throws IOException {
            if (!pending.isEmpty()) {
                KeySegment.write(pending, buffer);
                byte[] packed = Segment.pack(buffer);
                synchronized (file) {
                    segments.add(file.count());
                    file.add(packed);
                }
                progress.accept(listed.addAndGet(pending.size()));
                pending.clear();
            }
        }

        void finish() throws IOException {
            flush();
            String key = first;
            if (key != null) {
                ranges.put(key, segments);
            }
        }
    }

    /**
     * Lists a range.
     *
     * @param prefix of all its keys
     * @param startAfter where to begin, as the store takes it; may be before the first key
     * @param first keys before it belong to another range; empty if there are none
     * @param end the first key behind it; empty for none
     * @param digits more digits that it may be split by
     */
    private final class Range implements BoundedTasks.Task {
        private final String prefix;
        private final String startAfter;
        private final String first;
        private final String end;
        private final int digits;

        Range(String prefix, String startAfter, String first, String end, int digits) {
            this.prefix = prefix;
            this.startAfter = startAfter;
            this.first = first;
            this.end = end;
            this.digits = digits;
        }

        @Override
        public List<Range> run() throws IOException {
            Output output = new Output();
            try (Listing<ObjectInfo> listing = reader.list(prefix, startAfter)) {
                int seen = 0;
                while (listing.next()) {
                    ObjectInfo object = listing.entry();
                    String key = object.key().value();
                    if (!end.isEmpty() && ObjectKey.compareUtf8(key, end) >= 0) {
                        break;
                    }
                    if (!first.isEmpty() && ObjectKey.compareUtf8(key, first) < 0) {
                        continue;
                    }
                    output.add(object);
                    seen++;
                    if (seen >= SPLIT_AFTER && isSplitAt(key)) {
                        output.finish();
                        return rest(key);
                    }
                }
            } catch (IOException e) {
                if (!ObjectFaults.isLocal(e)) {
                    throw e;
                }
                problems.report(prefix, e);
            }
            output.finish();
            return List.of();
        }

        private boolean isSplitAt(String key) {
            return digits > 0 && key.length() > prefix.length() && HEX.indexOf(key.charAt(prefix.length())) >= 0;
        }

        /** What comes after the key: the rest of its digit, a range for each later one, and what is between and behind. */
        private List<Range> rest(String last) {
            List<Range> ranges = new ArrayList<>();
            char at = last.charAt(prefix.length());
            for (int i = HEX.indexOf(at); i < HEX.length(); i++) {
                String digit = prefix + HEX.charAt(i);
                ranges.add(new Range(digit, HEX.charAt(i) == at ? last : "", "", "", digits - 1));
            }
            if (at <= '9') {
                ranges.add(others('9', ':', prefix + 'a'));
            }
            ranges.add(others('f', 'g', ""));
            return ranges;
        }

        /** Keys between digits: a listing that begins behind most keys of the digit before. */
        private Range others(char before, char from, String to) {
            return new Range(prefix, prefix + before + '~', prefix + from, to, 0);
        }
    }
}
