package dev.lokistore.index.rules;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes the protobuf message {@code RuleGroupDesc} ({@code formats/chunks-and-layout.md#44-ruler-objects}). Unknown
 * fields are skipped, as protobuf wants; of a repeated single field the last counts.
 */
final class RuleGroupCodec {
    private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int NAME = tag(1, LENGTH_DELIMITED);
    private static final int NAMESPACE = tag(2, LENGTH_DELIMITED);
    private static final int INTERVAL = tag(3, LENGTH_DELIMITED);
    private static final int RULES = tag(4, LENGTH_DELIMITED);
    private static final int USER = tag(6, LENGTH_DELIMITED);
    private static final int LIMIT = tag(10, WireFormat.WIRETYPE_VARINT);

    private static final int EXPR = tag(1, LENGTH_DELIMITED);
    private static final int RECORD = tag(2, LENGTH_DELIMITED);
    private static final int ALERT = tag(3, LENGTH_DELIMITED);
    private static final int FOR = tag(4, LENGTH_DELIMITED);
    private static final int LABELS = tag(5, LENGTH_DELIMITED);
    private static final int ANNOTATIONS = tag(6, LENGTH_DELIMITED);

    private static final int PAIR_NAME = tag(1, LENGTH_DELIMITED);
    private static final int PAIR_VALUE = tag(2, LENGTH_DELIMITED);

    private static final int SECONDS = tag(1, WireFormat.WIRETYPE_VARINT);
    private static final int NANOS = tag(2, WireFormat.WIRETYPE_VARINT);
    private static final int NANOS_PER_SECOND = 1_000_000_000;
    // protobuf's own bound for a Duration
    private static final long MAX_SECONDS = 315_576_000_000L;
    /** An empty rule takes two stored bytes and some hundred in memory. */
    private static final int MAX_RULES = 1 << 16;

    private final String source;
    private final CodedInputStream in;

    private RuleGroupCodec(String source, byte[] bytes) {
        this.source = source;
        this.in = CodedInputStream.newInstance(bytes);
    }

    private static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    static RuleGroup decode(String source, byte[] bytes) throws CorruptDataException {
        RuleGroupCodec codec = new RuleGroupCodec(source, bytes);
        try {
            return codec.group();
        } catch (CorruptDataException e) {
            throw e;
        } catch (IOException e) {
            // reads an array: nothing else can fail than what the bytes say
            String what = e instanceof InvalidProtocolBufferException ? String.valueOf(e.getMessage()) : e.toString();
            throw new CorruptDataException(source, codec.in.getTotalBytesRead(), "no protobuf message: " + what);
        }
    }

    /** The same message of another user, which stands before the first field with a higher number. */
    static byte[] withUser(String source, byte[] bytes, TenantId user) throws CorruptDataException {
        RuleGroupCodec codec = new RuleGroupCodec(source, bytes);
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(bytes.length + user.value().length());
        try {
            CodedOutputStream named = CodedOutputStream.newInstance(out);
            boolean written = false;
            int start = 0;
            for (int tag = codec.in.readTag(); tag != 0; tag = codec.in.readTag()) {
                codec.skip(tag);
                if (!written && Integer.compareUnsigned(tag, USER) > 0) {
                    named.writeString(WireFormat.getTagFieldNumber(USER), user.value());
                    written = true;
                }
                int end = codec.in.getTotalBytesRead();
                if (tag != USER) {
                    named.writeRawBytes(bytes, start, end - start);
                }
                start = end;
            }
            if (!written) {
                named.writeString(WireFormat.getTagFieldNumber(USER), user.value());
            }
            named.flush();
        } catch (CorruptDataException e) {
            throw e;
        } catch (IOException e) {
            throw new CorruptDataException(
                    source, codec.in.getTotalBytesRead(), "no protobuf message: " + e.getMessage());
        }
        return out.toByteArray();
    }

    private CorruptDataException bad(String what, Object expected, Object found) {
        return new CorruptDataException(source, in.getTotalBytesRead(), what, expected, found);
    }

    private void skip(int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw bad("protobuf field", "a field", "the end of a group that did not begin");
        }
    }

    private RuleGroup group() throws IOException {
        String name = "";
        String namespace = "";
        String user = "";
        Duration interval = Duration.ZERO;
        long limit = 0;
        List<Rule> rules = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == NAME) {
                name = in.readStringRequireUtf8();
            } else if (tag == NAMESPACE) {
                namespace = in.readStringRequireUtf8();
            } else if (tag == INTERVAL) {
                interval = duration("interval");
            } else if (tag == RULES) {
                if (rules.size() == MAX_RULES) {
                    throw bad("rules of the group", "at most " + MAX_RULES, "more");
                }
                rules.add(rule());
            } else if (tag == USER) {
                user = in.readStringRequireUtf8();
            } else if (tag == LIMIT) {
                limit = in.readInt64();
            } else {
                skip(tag);
            }
        }
        if (name.isEmpty() || namespace.isEmpty()) {
            throw bad("rule group", "a name and a namespace", "'" + name + "' and '" + namespace + "'");
        }
        try {
            return new RuleGroup(TenantId.of(user), namespace, name, interval, rules, limit);
        } catch (IllegalArgumentException e) {
            throw bad("user of the rule group", "a tenant", "'" + user + "'");
        }
    }

    private Rule rule() throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        String expr = "";
        String record = "";
        String alert = "";
        Duration holdFor = Duration.ZERO;
        Map<String, String> labels = new LinkedHashMap<>();
        Map<String, String> annotations = new LinkedHashMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == EXPR) {
                expr = in.readStringRequireUtf8();
            } else if (tag == RECORD) {
                record = in.readStringRequireUtf8();
            } else if (tag == ALERT) {
                alert = in.readStringRequireUtf8();
            } else if (tag == FOR) {
                holdFor = duration("for");
            } else if (tag == LABELS) {
                pair("label", labels);
            } else if (tag == ANNOTATIONS) {
                pair("annotation", annotations);
            } else {
                skip(tag);
            }
        }
        in.popLimit(outer);
        if (record.isEmpty() == alert.isEmpty()) {
            throw bad("rule", "the name of an alert or of a record", "'" + alert + "' and '" + record + "'");
        }
        return new Rule(expr, record, alert, holdFor, labels, annotations);
    }

    private void pair(String what, Map<String, String> into) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        String name = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == PAIR_NAME) {
                name = in.readStringRequireUtf8();
            } else if (tag == PAIR_VALUE) {
                value = in.readStringRequireUtf8();
            } else {
                skip(tag);
            }
        }
        in.popLimit(outer);
        if (into.put(name, value) != null) {
            throw bad(what + "s of a rule", "each once", "'" + name + "' twice");
        }
    }

    private Duration duration(String what) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        long seconds = 0;
        int nanos = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == SECONDS) {
                seconds = in.readInt64();
            } else if (tag == NANOS) {
                nanos = in.readInt32();
            } else {
                skip(tag);
            }
        }
        in.popLimit(outer);
        if (seconds < 0 || seconds > MAX_SECONDS || nanos < 0 || nanos >= NANOS_PER_SECOND) {
            throw bad(what, "a duration of 0 s to " + MAX_SECONDS + " s", seconds + " s and " + nanos + " ns");
        }
        return Duration.ofSeconds(seconds, nanos);
    }
}
