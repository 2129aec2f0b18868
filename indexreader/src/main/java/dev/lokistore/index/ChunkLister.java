package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Lists chunks below prefixes into an inventory, several prefixes at a time. A tenant that does not fit on the first page
 * is split by the first digit of the fingerprint.
 */
final class ChunkLister {
    /** A page of S3: what the first request brings anyway. */
    private static final int SPLIT_AFTER = 1_000;

    private static final String HEX = "0123456789abcdef";

    private final ObjectReader objects;
    private final char delimiter;
    private final InventoryBuilder inventory;
    private final Predicate<ChunkRef> wanted;
    private final Problems problems;
    private final Pattern almostChunk;

    ChunkLister(
            ObjectReader objects,
            char delimiter,
            InventoryBuilder inventory,
            Predicate<ChunkRef> wanted,
            Problems problems) {
        this.objects = objects;
        this.delimiter = delimiter;
        this.inventory = inventory;
        this.wanted = wanted;
        this.problems = problems;
        String d = Pattern.quote(String.valueOf(delimiter));
        this.almostChunk = Pattern.compile(
                "(?s)[^/]+/[0-9a-fA-F]+(/|" + d + ")-?[0-9a-fA-F]+" + d + "-?[0-9a-fA-F]+" + d + "[0-9a-fA-F]+");
    }

    void list(Collection<String> prefixes, int concurrency) throws IOException {
        List<Page> pages = new ArrayList<>();
        for (String prefix : prefixes) {
            pages.add(new Page(prefix, "", prefix.endsWith("/")));
        }
        BoundedTasks.run(Math.max(1, Math.min(concurrency, pages.size() * HEX.length())), pages);
    }

    private final class Page implements BoundedTasks.Task {
        private final String prefix;
        private final String startAfter;
        private final boolean splits;

        Page(String prefix, String startAfter, boolean splits) {
            this.prefix = prefix;
            this.startAfter = startAfter;
            this.splits = splits;
        }

        @Override
        public List<Page> run() throws IOException {
            boolean mayBeSplit = splits;
            int seen = 0;
            try (Listing<ObjectInfo> listing = objects.list(prefix, startAfter)) {
                while (listing.next()) {
                    ObjectInfo object = listing.entry();
                    Optional<ChunkName> name = take(object);
                    // in a base64 name a slash is an accident: what follows is no fingerprint
                    mayBeSplit &= name.isEmpty() || name.get().form() != ChunkForm.FILESYSTEM_FLAT;
                    seen++;
                    if (seen >= SPLIT_AFTER && mayBeSplit) {
                        return rest(object.key().value());
                    }
                }
            }
            return List.of();
        }

        private List<Page> rest(String last) {
            List<Page> pages = new ArrayList<>();
            char at = last.charAt(prefix.length());
            for (int i = 0; i < HEX.length(); i++) {
                char digit = HEX.charAt(i);
                if (digit >= at) {
                    pages.add(new Page(prefix + digit, digit == at ? last : "", false));
                }
            }
            return pages;
        }
    }

    private Optional<ChunkName> take(ObjectInfo object) throws IOException {
        String key = object.key().value();
        Optional<ChunkName> name = ChunkName.tryParse(key, delimiter);
        if (name.isEmpty()) {
            if (almostChunk.matcher(key).matches()) {
                problems.report(key, oddName(key));
            }
        } else if (wanted.test(name.get().ref())) {
            inventory.add(name.get(), object);
        }
        return name;
    }

    /** What is reported of an object that is named like a chunk. */
    static CorruptDataException oddName(String key) {
        return new CorruptDataException(key, 0, "an object named like a chunk, in a way no Loki writes");
    }
}
