package dev.lokistore.index.deletes;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.bolt.BoltBucket;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the boltdb form ({@code formats/compaction-retention-deletes.md#33-the-store-boltdb-form}): bucket
 * {@code index}, keys {@code hash 0x00 range}.
 *
 * <pre>
 * 1                     | tenant:id[:shard]         = received | processed
 * 2:tenant:id[:shard]   | created:start:end (hex ms)= query
 * 3:tenant              |                           = cache generation (decimal ns)
 * </pre>
 */
final class BoltdbRequests {
    private static final String BUCKET = "index";
    private static final Pattern TIMES = Pattern.compile("(-?[0-9a-f]{1,16}):(-?[0-9a-f]{1,16}):(-?[0-9a-f]{1,16})");
    private static final Pattern GENERATION = Pattern.compile("\\d{1,19}");
    private static final int HEX = 16;

    /** What row 2 says; the position is for messages. */
    private record Details(long createdMillis, long fromMillis, long throughMillis, String query, long position) {}

    /** What row 1 says. */
    private record State(boolean processed, long position) {}

    private final ByteSource source;
    private final Faults faults;
    private final SortedMap<ShardKey, State> states = new TreeMap<>();
    private final SortedMap<ShardKey, Details> details = new TreeMap<>();
    private final Map<TenantId, Long> generations = new HashMap<>();
    private final Set<ShardKey> broken = new HashSet<>();

    BoltdbRequests(ByteSource source, Faults faults) {
        this.source = source;
        this.faults = faults;
    }

    DeleteRequests read() throws IOException {
        BoltFile file = BoltFile.open(source);
        // Loki makes the bucket with the first row
        BoltBucket bucket = file.bucket(BUCKET).orElse(null);
        if (bucket != null) {
            BoltCursor cursor = bucket.cursor();
            while (cursor.next()) {
                row(cursor);
            }
        }
        return new DeleteRequests(merge(), generations);
    }

    private void row(BoltCursor cursor) throws IOException {
        byte[] key = cursor.key();
        int split = 0;
        while (split < key.length && key[split] != 0) {
            split++;
        }
        try {
            if (split == key.length) {
                throw fault(cursor, "key of a row", "a 0 byte", "none");
            }
            String hash = text(cursor, key, 0, split);
            String range = text(cursor, key, split + 1, key.length);
            byte[] value = cursor.value();
            String content = text(cursor, value, 0, value.length);
            if (hash.equals("1")) {
                state(cursor, range, content);
            } else if (hash.startsWith("2:")) {
                details(cursor, hash.substring(2), range, content);
            } else if (hash.startsWith("3:")) {
                generation(cursor, hash.substring(2), content);
            } else {
                throw fault(cursor, "kind of a row", "1, 2 or 3", "'" + hash + "'");
            }
        } catch (CorruptDataException e) {
            faults.report(e);
        }
    }

    private void state(BoltCursor cursor, String range, String status) throws CorruptDataException {
        ShardKey shard = shard(cursor, range);
        if (!status.equals("received") && !status.equals("processed")) {
            broken.add(shard.first());
            throw fault(cursor, "status of delete request " + range, "received or processed", "'" + status + "'");
        }
        states.put(shard, new State(status.equals("processed"), cursor.position()));
    }

    private void details(BoltCursor cursor, String id, String range, String query) throws CorruptDataException {
        ShardKey shard = shard(cursor, id);
        try {
            Matcher times = TIMES.matcher(range);
            if (!times.matches()) {
                throw fault(cursor, "times of delete request " + id, "created:start:end in hex", "'" + range + "'");
            }
            Details found = new Details(
                    millis(cursor, times.group(1)),
                    millis(cursor, times.group(2)),
                    millis(cursor, times.group(3)),
                    query,
                    cursor.position());
            if (found.fromMillis > found.throughMillis) {
                throw fault(cursor, "times of delete request " + id, "a start before the end", "'" + range + "'");
            }
            if (details.put(shard, found) != null) {
                throw fault(cursor, "rows of delete request " + id, "one row of details", "several");
            }
        } catch (CorruptDataException e) {
            broken.add(shard.first());
            throw e;
        }
    }

    private void generation(BoltCursor cursor, String tenant, String value) throws CorruptDataException {
        try {
            if (GENERATION.matcher(value).matches()) {
                generations.put(TenantId.of(tenant), Long.parseLong(value));
                return;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw fault(cursor, "cache generation of tenant '" + tenant + "'", "a number", "'" + value + "'");
    }

    private ShardKey shard(BoltCursor cursor, String text) throws CorruptDataException {
        try {
            return ShardKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw fault(cursor, "name of a delete request", "tenant:id", e.getMessage() + "");
        }
    }

    private long millis(BoltCursor cursor, String hex) throws CorruptDataException {
        try {
            return Long.parseLong(hex, HEX);
        } catch (NumberFormatException e) {
            throw fault(cursor, "time in ms", "a number of 64 bit", hex);
        }
    }

    private static String text(BoltCursor cursor, byte[] bytes, int from, int to) throws CorruptDataException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw fault(cursor, "text of a row", "UTF-8", "other bytes");
        }
    }

    private static CorruptDataException fault(BoltCursor cursor, String what, String expected, String found) {
        return new CorruptDataException(cursor.file(), cursor.position(), what, expected, found);
    }

    private List<DeleteRequest> merge() throws CorruptDataException {
        for (Map.Entry<ShardKey, Details> entry : details.entrySet()) {
            if (!states.containsKey(entry.getKey())) {
                incomplete(entry.getKey(), entry.getValue().position(), "a status");
            }
        }
        Map<ShardKey, List<ShardKey>> requests = new TreeMap<>();
        for (Map.Entry<ShardKey, State> entry : states.entrySet()) {
            ShardKey shard = entry.getKey();
            if (details.containsKey(shard)) {
                requests.computeIfAbsent(shard.first(), first -> new ArrayList<>())
                        .add(shard);
            } else {
                incomplete(shard, entry.getValue().position(), "details");
            }
        }
        List<DeleteRequest> merged = new ArrayList<>();
        for (Map.Entry<ShardKey, List<ShardKey>> request : requests.entrySet()) {
            if (!broken.contains(request.getKey())) {
                merge(request.getValue(), merged);
            }
        }
        return merged;
    }

    private void incomplete(ShardKey shard, long position, String lacks) throws CorruptDataException {
        if (broken.add(shard.first())) {
            faults.report(new CorruptDataException(
                    source.name(), position, "delete request " + shard.requestId(), lacks, "none"));
        }
    }

    private void merge(List<ShardKey> shards, List<DeleteRequest> merged) throws CorruptDataException {
        Details first = detailsOf(shards.get(0));
        long from = first.fromMillis;
        long through = first.throughMillis;
        int processed = 0;
        for (ShardKey shard : shards) {
            Details one = detailsOf(shard);
            if (!one.query.equals(first.query) || one.createdMillis != first.createdMillis) {
                faults.report(new CorruptDataException(
                        source.name(),
                        one.position,
                        "shard " + shard.number() + " of delete request " + shard.requestId(),
                        "query and creation of the first",
                        "others"));
                return;
            }
            from = Math.min(from, one.fromMillis);
            through = Math.max(through, one.throughMillis);
            State state = states.get(shard);
            processed += state != null && state.processed ? 1 : 0;
        }
        ShardKey name = shards.get(0);
        merged.add(new DeleteRequest(
                name.requestId(),
                name.tenant(),
                first.query,
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(through),
                new DeleteStatus(processed, shards.size()),
                Instant.ofEpochMilli(first.createdMillis),
                shards.size()));
    }

    private Details detailsOf(ShardKey shard) {
        Details found = details.get(shard);
        if (found == null) {
            throw new IllegalStateException("no details of " + shard);
        }
        return found;
    }
}
