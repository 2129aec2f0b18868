package dev.lokistore.compactor.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.gateway.GatewayException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a Loki gives for a query, by time, page by page: a page that is full may lack entries of its last instant,
 * which the next one begins with. Not safe for use by several threads.
 */
public final class GatewayQuery {
    private static final String FLAG = "categorize-labels";
    /** A page grows at most so many times when one instant does not fit. */
    private static final int MAX_GROWTH = 16;

    private static final int MAX_STRING = 256 << 20;

    private record Page(List<GatewayEntry> entries, boolean categorized) {}

    private final Gateway gateway;
    private final TenantId tenant;
    private final String query;
    private final long endNanos;
    private final int pageSize;
    private final ObjectMapper json = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
            .build());
    private final Deque<GatewayEntry> ready = new ArrayDeque<>();
    private long startNanos;
    private boolean complete;
    private boolean categorized = true;

    /**
     * @param query LogQL
     * @param range with both bounds
     * @param pageSize entries asked for at once; not more than the server's {@code max_entries_limit_per_query}
     */
    public GatewayQuery(Gateway gateway, TenantId tenant, String query, TimeRange range, int pageSize) {
        this.gateway = gateway;
        this.tenant = tenant;
        this.query = query;
        this.startNanos = range.fromNanos();
        this.endNanos = range.toNanos();
        this.pageSize = pageSize;
        this.complete = startNanos >= endNanos;
    }

    /**
     * The next entry, which is not taken; null at the end.
     *
     * @throws GatewayException if the Loki does not answer
     */
    public @Nullable GatewayEntry peek() throws IOException {
        while (ready.isEmpty() && !complete) {
            fetch();
        }
        return ready.peek();
    }

    /** Takes it. */
    public @Nullable GatewayEntry next() throws IOException {
        peek();
        return ready.poll();
    }

    /** Whether answers so far had structured metadata apart from labels, as they have since Loki 3.0. */
    public boolean categorized() {
        return categorized;
    }

    private void fetch() throws IOException {
        for (int limit = pageSize; ; limit *= 2) {
            Page page = page(limit);
            List<GatewayEntry> entries = page.entries();
            if (!entries.isEmpty()) {
                categorized = page.categorized();
            }
            if (entries.size() < limit) {
                ready.addAll(entries);
                complete = true;
                return;
            }
            long last = entries.get(entries.size() - 1).timestampNanos();
            if (last > entries.get(0).timestampNanos()) {
                entries.stream().filter(each -> each.timestampNanos() < last).forEach(ready::add);
                startNanos = last;
                return;
            }
            if (limit / pageSize >= MAX_GROWTH) {
                throw new GatewayException(
                        Kind.BAD_ANSWER,
                        "more than " + limit + " entries at " + last + " ns: narrow the selector",
                        null);
            }
        }
    }

    private Page page(int limit) throws IOException {
        Map<String, String> parameters = Map.of(
                "query", query,
                "start", Long.toString(startNanos),
                "end", Long.toString(endNanos),
                "limit", Integer.toString(limit),
                "direction", "forward");
        return gateway.get("query_range", tenant, parameters, this::read);
    }

    private Page read(InputStream in) throws IOException {
        JsonNode root;
        try {
            root = json.readTree(in);
        } catch (JsonProcessingException e) {
            throw bad("is no JSON: " + e.getOriginalMessage());
        }
        JsonNode data = root.path("data");
        if (!data.path("resultType").asText().equals("streams")) {
            throw bad("has no streams; is this the address of a Loki?");
        }
        boolean apart = false;
        for (JsonNode flag : data.path("encodingFlags")) {
            apart |= flag.asText().equals(FLAG);
        }
        List<GatewayEntry> entries = new ArrayList<>();
        for (JsonNode stream : data.path("result")) {
            Labels labels = Labels.of(strings(stream.path("stream")));
            for (JsonNode value : stream.path("values")) {
                entries.add(entry(labels, value));
            }
        }
        entries.sort(Comparator.comparingLong(GatewayEntry::timestampNanos));
        return new Page(entries, apart);
    }

    private GatewayEntry entry(Labels labels, JsonNode value) throws GatewayException {
        try {
            return new GatewayEntry(
                    labels,
                    Long.parseLong(value.path(0).asText()),
                    value.path(1).asText(),
                    StructuredMetadata.of(strings(value.path(2).path("structuredMetadata"))));
        } catch (NumberFormatException e) {
            throw bad("has an entry without a time");
        }
    }

    private static Map<String, String> strings(JsonNode node) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            all.put(field.getKey(), field.getValue().asText());
        }
        return all;
    }

    private GatewayException bad(String what) {
        return new GatewayException(
                Kind.BAD_ANSWER, "the answer of " + gateway.address() + " to a query " + what, null);
    }
}
