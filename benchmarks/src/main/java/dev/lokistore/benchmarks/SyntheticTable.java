package dev.lokistore.benchmarks;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A day's table as the tool's promises name it: references of three tenants' streams in the files of eight uploaders, each
 * reference in two of them; from a seed.
 */
final class SyntheticTable {
    static final long DAY = 19_675;
    static final int UPLOADERS = 8;
    static final List<TenantId> TENANTS = List.of(TenantId.of("acme"), TenantId.of("fake"), TenantId.of("team-b"));

    private static final long DAY_MILLIS = 86_400_000;
    private static final long SEED = 42;

    /** A stream, and for each of its chunks the two uploaders that have it. */
    record Stream(TenantId tenant, long fingerprint, Labels labels, List<IndexedChunk> chunks, int[] uploaders) {
        /** Those of an uploader. */
        List<IndexedChunk> of(int uploader) {
            List<IndexedChunk> own = new ArrayList<>();
            for (int i = 0; i < uploaders.length; i++) {
                if ((uploaders[i] & 1 << uploader) != 0) {
                    own.add(chunks.get(i));
                }
            }
            return own;
        }
    }

    private final int streams;
    private final int chunksEach;

    SyntheticTable(int streams, int chunksEach) {
        this.streams = streams;
        this.chunksEach = chunksEach;
    }

    long references() {
        return (long) streams * chunksEach;
    }

    int streams() {
        return streams;
    }

    /** The same for the same number. */
    Stream stream(int number) {
        Random random = new Random(SEED * 31 + number);
        Map<String, String> text = new LinkedHashMap<>();
        int app = random.nextInt(200);
        text.put("app", "service-" + app);
        text.put("container", "c" + app % 7);
        text.put("filename", "/var/log/pods/team-" + app % 20 + "_service-" + app + "-" + number + "/0.log");
        text.put("namespace", "team-" + app % 20);
        text.put("node", "ip-10-0-" + random.nextInt(50) + ".ec2.internal");
        text.put("pod", "service-" + app + "-" + Long.toString(number * 0x9e3779b9L & 0xffffffffL, 36));
        Labels labels = Labels.of(text);
        TenantId tenant = TENANTS.get(number % TENANTS.size());
        long fingerprint = Fingerprints.of(labels);
        List<IndexedChunk> chunks = new ArrayList<>();
        int[] uploaders = new int[chunksEach];
        long step = DAY_MILLIS / chunksEach;
        for (int i = 0; i < chunksEach; i++) {
            long from = DAY * DAY_MILLIS + i * step + random.nextInt((int) step / 2);
            long through = from + random.nextInt((int) step / 2);
            int entries = 1 + random.nextInt(5000);
            ChunkRef ref = new ChunkRef(tenant, fingerprint, from, through, random.nextInt());
            chunks.add(new IndexedChunk(ref, new ChunkVolume(entries / 6, entries)));
            int first = random.nextInt(UPLOADERS);
            int second = (first + 1 + random.nextInt(UPLOADERS - 1)) % UPLOADERS;
            uploaders[i] = 1 << first | 1 << second;
        }
        return new Stream(tenant, fingerprint, labels, chunks, uploaders);
    }

    static Table only(ObjectReader store) throws IOException {
        try (Listing<ObjectInfo> listing = store.list("index/")) {
            return TableScan.of(listing, "index/").tables().get(0);
        }
    }
}
