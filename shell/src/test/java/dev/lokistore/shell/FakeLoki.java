package dev.lokistore.shell;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lokistore.index.logql.Selector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.xerial.snappy.Snappy;

/**
 * What a Loki does of its push and query interfaces: takes the real wire format, drops entries that a stream has already
 * (time and line), and answers {@code query_range} with structured metadata apart. Misbehaves as it is told.
 */
final class FakeLoki implements AutoCloseable {
    /** How a request is treated. */
    enum Treatment {
        SERVE,
        /** 429. */
        THROTTLE,
        /** 400. */
        REJECT,
        /** 503. */
        FAIL,
        /** The connection ends before anything is done. */
        RESET,
        /** The connection ends when all is done, but without an answer. */
        RESET_AFTER
    }

    record Stored(Map<String, String> labels, long ts, String line, Map<String, String> metadata) {}

    record Seen(String path, String tenant, String authorization, String contentType, byte[] body) {}

    private final HttpServer server;
    private final Map<String, List<Stored>> tenants = new TreeMap<>();
    private final List<Seen> requests = new CopyOnWriteArrayList<>();
    private IntFunction<Treatment> script = number -> Treatment.SERVE;
    private boolean categorizing = true;

    FakeLoki() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::handle);
        server.start();
    }

    /** @param newScript of the n-th request from now on, counted from 0 */
    FakeLoki script(IntFunction<Treatment> newScript) {
        int before = requests.size();
        script = number -> newScript.apply(number - before);
        return this;
    }

    /** As before Loki 3.0: structured metadata are labels of the answer. */
    FakeLoki withoutCategories() {
        categorizing = false;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Seen> requests() {
        return List.copyOf(requests);
    }

    synchronized List<Stored> entries(String tenant) {
        return List.copyOf(tenants.getOrDefault(tenant, List.of()));
    }

    synchronized List<String> tenants() {
        return List.copyOf(tenants.keySet());
    }

    /** Loses entries. */
    synchronized void forget(String tenant, java.util.function.Predicate<Stored> which) {
        tenants.get(tenant).removeIf(which);
    }

    synchronized void add(String tenant, Stored entry) {
        tenants.computeIfAbsent(tenant, name -> new ArrayList<>()).add(entry);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String tenant = exchange.getRequestHeaders().getFirst("X-Scope-OrgID");
            int number = requests.size();
            requests.add(new Seen(
                    exchange.getRequestURI().toString(),
                    tenant,
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    body));
            switch (script.apply(number)) {
                case THROTTLE -> answer(exchange, 429, "Ingestion rate limit exceeded");
                case REJECT -> answer(exchange, 400, "entry too far behind");
                case FAIL -> answer(exchange, 503, "no ingester\nis ready");
                case RESET -> {}
                case RESET_AFTER -> serve(exchange, tenant, body);
                case SERVE -> {
                    byte[] answer = serve(exchange, tenant, body);
                    exchange.sendResponseHeaders(
                            answer.length == 0 ? 204 : 200, answer.length == 0 ? -1 : answer.length);
                    exchange.getResponseBody().write(answer);
                }
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private synchronized byte[] serve(HttpExchange exchange, String tenant, byte[] body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/loki/api/v1/push")) {
            push(tenant, CodedInputStream.newInstance(Snappy.uncompress(body)));
            return new byte[0];
        }
        return query(tenant, parameters(exchange.getRequestURI().getRawQuery()));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> all = new HashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            all.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return all;
    }

    private byte[] query(String tenant, Map<String, String> parameters) throws IOException {
        Selector selector = Selector.parse(parameters.get("query"));
        long start = Long.parseLong(parameters.get("start"));
        long end = Long.parseLong(parameters.get("end"));
        List<Stored> found = tenants.getOrDefault(tenant, List.of()).stream()
                .filter(each -> each.ts() >= start && each.ts() < end)
                .filter(each -> selector.acceptsStream(name -> each.labels().getOrDefault(name, "")))
                .filter(each -> {
                    byte[] line = each.line().getBytes(StandardCharsets.UTF_8);
                    return selector.acceptsLine(line, 0, line.length);
                })
                .sorted(Comparator.comparingLong(Stored::ts))
                .limit(Integer.parseInt(parameters.get("limit")))
                .toList();
        return json(found);
    }

    private byte[] json(List<Stored> found) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Map<Map<String, String>, ArrayNode> streams = new LinkedHashMap<>();
        for (Stored each : found) {
            Map<String, String> labels = new LinkedHashMap<>(each.labels());
            if (!categorizing) {
                labels.putAll(each.metadata());
            }
            ArrayNode value =
                    mapper.createArrayNode().add(Long.toString(each.ts())).add(each.line());
            if (categorizing) {
                ObjectNode categories = mapper.createObjectNode();
                if (!each.metadata().isEmpty()) {
                    categories.set("structuredMetadata", mapper.valueToTree(each.metadata()));
                }
                value.add(categories);
            }
            streams.computeIfAbsent(labels, key -> mapper.createArrayNode()).add(value);
        }
        ObjectNode data = mapper.createObjectNode().put("resultType", "streams");
        if (categorizing) {
            data.putArray("encodingFlags").add("categorize-labels");
        }
        ArrayNode result = data.putArray("result");
        streams.forEach((labels, values) -> {
            ObjectNode stream = result.addObject();
            stream.set("stream", mapper.valueToTree(labels));
            stream.set("values", values);
        });
        return mapper.writeValueAsBytes(
                mapper.createObjectNode().put("status", "success").set("data", data));
    }

    private void push(String tenant, CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            expect(tag, 1);
            int outer = in.pushLimit(in.readRawVarint32());
            stream(tenant, in);
            in.popLimit(outer);
        }
    }

    private static void expect(int tag, int field) {
        if (tag != (field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
            throw new IllegalStateException("tag " + tag);
        }
    }

    private void stream(String tenant, CodedInputStream in) throws IOException {
        Map<String, String> labels = new TreeMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >> 3 == 1) {
                for (var matcher : Selector.parse(in.readStringRequireUtf8()).matchers()) {
                    labels.put(matcher.name(), matcher.value());
                }
            } else {
                expect(tag, 2);
                int outer = in.pushLimit(in.readRawVarint32());
                Stored entry = entry(labels, in);
                in.popLimit(outer);
                List<Stored> all = tenants.computeIfAbsent(tenant, name -> new ArrayList<>());
                boolean there = all.stream()
                        .anyMatch(each -> each.ts() == entry.ts()
                                && each.line().equals(entry.line())
                                && each.labels().equals(labels));
                if (!there) {
                    all.add(entry);
                }
            }
        }
    }

    private static Stored entry(Map<String, String> labels, CodedInputStream in) throws IOException {
        long seconds = 0;
        int nanos = 0;
        String line = "";
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >> 3) {
                case 1 -> {
                    int outer = in.pushLimit(in.readRawVarint32());
                    for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
                        if (inner >> 3 == 1) {
                            seconds = in.readInt64();
                        } else {
                            nanos = in.readInt32();
                        }
                    }
                    in.popLimit(outer);
                }
                case 2 -> line = in.readString();
                case 3 -> {
                    int outer = in.pushLimit(in.readRawVarint32());
                    String name = "";
                    String value = "";
                    for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
                        if (inner >> 3 == 1) {
                            name = in.readStringRequireUtf8();
                        } else {
                            value = in.readStringRequireUtf8();
                        }
                    }
                    in.popLimit(outer);
                    metadata.put(name, value);
                }
                default -> throw new IllegalStateException("field " + (tag >> 3));
            }
        }
        return new Stored(labels, seconds * 1_000_000_000L + nanos, line, metadata);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
