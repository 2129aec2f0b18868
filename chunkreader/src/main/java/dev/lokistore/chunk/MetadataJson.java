package dev.lokistore.chunk;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The envelope's metadata, from JSON ({@code formats/chunks-and-layout.md#13-the-metadata-json}): members in any order,
 * unknown ones skipped, none twice. Times are read as exact decimals and cut to milliseconds.
 */
final class MetadataJson {
    private static final String METRIC_NAME = "__name__";
    private static final String EXPECTED_METRIC_NAME = "logs";
    private static final int MAX_NAME_CHARS = 4 << 10;
    private static final int MAX_VALUE_CHARS = 1 << 20;
    private static final int MAX_DEPTH = 4;
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int MAX_EXPONENT = 30;

    private final JsonParser json;
    private final ChunkLimits limits;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, String> labels = new TreeMap<>();

    private String tenant = "";
    private long fingerprint;
    private long fromMillis;
    private long throughMillis;
    private int encoding;

    private MetadataJson(JsonParser json, ChunkLimits limits) {
        this.json = json;
        this.limits = limits;
    }

    /**
     * @param start of the compressed metadata in the object; offsets of errors, which lie in decompressed bytes, are
     *     given in the message
     */
    static ChunkHeader parse(String source, long start, byte[] bytes, int length, ReadOptions options)
            throws CorruptDataException {
        JsonParser json = new JsonParser(source, start, bytes, length);
        MetadataJson metadata = new MetadataJson(json, options.limits());
        metadata.parseObject();
        ChunkHeader header = metadata.header(source, start);
        metadata.report(source, start, header, options);
        return header;
    }

    private void parseObject() throws CorruptDataException {
        json.beginObject();
        while (json.nextMember(seen.isEmpty())) {
            String name = json.string(MAX_NAME_CHARS);
            if (!seen.add(name)) {
                throw json.corrupt("member " + name, "once", "twice");
            }
            if (seen.size() > limits.labels()) {
                throw json.corrupt("members", "at most " + limits.labels() + " (limit)", "more");
            }
            json.colon();
            switch (name) {
                case "userID" -> tenant = json.string(MAX_VALUE_CHARS);
                case "fingerprint" -> fingerprint = fingerprint(json.number());
                case "from" -> fromMillis = millis("from", json.number());
                case "through" -> throughMillis = millis("through", json.number());
                case "encoding" -> encoding = encoding(json.number());
                case "metric" -> parseMetric();
                default -> json.skipValue(MAX_DEPTH);
            }
        }
        json.end();
        for (String required : new String[] {"userID", "fingerprint", "from", "through", "encoding"}) {
            if (!seen.contains(required)) {
                throw json.corrupt("metadata", "member " + required, "none");
            }
        }
    }

    private void parseMetric() throws CorruptDataException {
        if (json.skipNull()) {
            return;
        }
        json.beginObject();
        while (json.nextMember(labels.isEmpty())) {
            String name = json.string(MAX_NAME_CHARS);
            json.colon();
            if (labels.put(name, json.string(MAX_VALUE_CHARS)) != null) {
                throw json.corrupt("label " + name, "once", "twice");
            }
            if (labels.size() > limits.labels()) {
                throw json.corrupt("labels", "at most " + limits.labels() + " (limit)", "more");
            }
        }
    }

    private ChunkHeader header(String source, long start) throws CorruptDataException {
        if (encoding != Envelope.ENCODING && encoding != Envelope.OLD_ENCODING) {
            throw new UnsupportedFormatException(source, start, "envelope encoding", "128 or 129", encoding);
        }
        Map<String, String> withoutName = new TreeMap<>(labels);
        withoutName.remove(METRIC_NAME);
        try {
            return new ChunkHeader(
                    TenantId.of(tenant), fingerprint, fromMillis, throughMillis, Labels.of(withoutName), encoding);
        } catch (IllegalArgumentException e) {
            CorruptDataException corrupt = json.corrupt("userID", "a tenant id", "'" + tenant + "'");
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private void report(String source, long start, ChunkHeader header, ReadOptions options)
            throws CorruptDataException {
        String metric = labels.getOrDefault(METRIC_NAME, "");
        if (!metric.equals(EXPECTED_METRIC_NAME)) {
            String message = "label __name__: expected logs, found '" + metric + "'";
            options.handle(new Defect(Defect.Kind.METRIC_NAME, source, start, message));
        }
        if (json.sawInvalidUtf8()) {
            String message = "labels: expected UTF-8, found other bytes";
            options.handle(new Defect(Defect.Kind.INVALID_UTF8, source, start, message));
        } else if (!Fingerprints.isPlausible(header.fingerprint(), header.labels())) {
            String message = "fingerprint: expected "
                    + Long.toHexString(Fingerprints.of(header.labels()))
                    + ", the hash of the labels, found "
                    + Long.toHexString(header.fingerprint());
            options.handle(new Defect(Defect.Kind.FINGERPRINT, source, start, message));
        }
    }

    private long fingerprint(String number) throws CorruptDataException {
        if (number.length() <= 20 && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            BigInteger value = new BigInteger(number);
            if (value.compareTo(MAX_UNSIGNED) <= 0) {
                return value.longValue();
            }
        }
        throw json.corrupt("fingerprint", "an unsigned integer of 64 bits", number);
    }

    private int encoding(String number) throws CorruptDataException {
        if (number.length() <= 9 && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Integer.parseInt(number);
        }
        throw json.corrupt("encoding", "a small integer", number);
    }

    private long millis(String name, String number) throws CorruptDataException {
        try {
            BigDecimal seconds = new BigDecimal(number);
            // an exponent of a billion is a short text and a number of gigabytes
            if (Math.abs((long) seconds.scale()) <= JsonParser.MAX_NUMBER_CHARS + MAX_EXPONENT) {
                return seconds.movePointRight(3).setScale(0, RoundingMode.DOWN).longValueExact();
            }
        } catch (ArithmeticException e) {
            // falls through: out of range
        } catch (NumberFormatException e) {
            throw json.corrupt(name, "a number", number);
        }
        throw json.corrupt(name, "seconds whose milliseconds fit 64 bits", number);
    }
}
