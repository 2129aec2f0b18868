package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.UnsupportedFormatException;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.bolt.BoltBucket;
import dev.lokistore.index.bolt.BoltCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The buckets whose rows go into one index set when a table is compacted: bucket {@code index} of common files stays common,
 * buckets of tenants go to the tenants' sets ({@code formats/index-tables.md#14-file-kinds-in-a-table}).
 */
final class SetSources {
    /** A bucket, and where its rows are. */
    static final class Source {
        private final BoltdbFile file;
        private final BoltBucket bucket;
        private @Nullable Outline outline;

        private Source(BoltdbFile file, BoltBucket bucket) {
            this.file = file;
            this.bucket = bucket;
        }

        BoltdbFile file() {
            return file;
        }

        BoltCursor cursor() {
            return bucket.cursor();
        }

        Outline outline() throws IOException {
            Outline known = outline;
            if (known == null) {
                known = OutlineWalk.of(bucket.cursor());
                outline = known;
            }
            return known;
        }
    }

    private static final String SHARED = "index";

    private final List<Source> sources = new ArrayList<>();

    private SetSources() {}

    /** @throws UnsupportedFormatException if buckets are where Loki does not put them, so that it would not read them all */
    static SortedMap<IndexSet, SetSources> of(List<BoltdbFile> files) throws UnsupportedFormatException {
        SortedMap<IndexSet, SetSources> sets = new TreeMap<>();
        for (BoltdbFile file : files) {
            for (BoltBucket bucket : file.file().buckets()) {
                sets.computeIfAbsent(setOf(file, bucket.name()), set -> new SetSources())
                        .sources
                        .add(new Source(file, bucket));
            }
        }
        return sets;
    }

    private static IndexSet setOf(BoltdbFile file, String bucket) throws UnsupportedFormatException {
        TenantId folder = file.tenant();
        if (folder == null) {
            return bucket.equals(SHARED) ? IndexSet.COMMON : IndexSet.of(tenant(file, bucket));
        }
        if (folder.value().equals(SHARED)) {
            throw unsupported(
                    file, "tenant of a folder", "any but 'index', which is also the name of shared buckets", folder);
        }
        boolean single = file.file().buckets().size() == 1 && (bucket.equals(SHARED) || bucket.equals(folder.value()));
        if (!single) {
            throw unsupported(file, "buckets of a file of tenant " + folder, SHARED, "others or several");
        }
        return IndexSet.of(folder);
    }

    private static TenantId tenant(BoltdbFile file, String bucket) throws UnsupportedFormatException {
        try {
            return TenantId.of(bucket);
        } catch (IllegalArgumentException notATenant) {
            throw unsupported(file, "name of a bucket", "index or a tenant", bucket);
        }
    }

    private static UnsupportedFormatException unsupported(BoltdbFile file, String what, Object expected, Object found) {
        return new UnsupportedFormatException(file.name(), 0, what, expected, found);
    }

    List<Source> sources() {
        return Collections.unmodifiableList(sources);
    }

    /** Cursors over all rows, for one pass. */
    List<BoltCursor> cursors() {
        return sources.stream().map(Source::cursor).toList();
    }
}
