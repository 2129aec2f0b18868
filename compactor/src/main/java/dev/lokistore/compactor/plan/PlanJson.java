package dev.lokistore.compactor.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Function;

/**
 * How plans and journals are written: records as objects, in the order of their components, keys and times as text, chunks
 * as {@code tenant/fp/from:through:crc}. Unknown members are refused, since they would be left undone.
 */
public final class PlanJson {
    /** A store's keys may be long; a whole task is one value of many strings. */
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(32)
            .maxStringLength(1 << 20)
            .build();

    private static final JsonMapper MAPPER = make();

    private PlanJson() {}

    /** For use only: it is shared. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /**
     * Reads what this version wrote or an earlier one, which knew fewer members.
     *
     * @throws JsonProcessingException if it is of neither
     */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        try {
            return MAPPER.readValue(json, type);
        } catch (MismatchedInputException e) {
            JsonNode tree = MAPPER.readTree(json);
            if (!EarlierMembers.complete(tree)) {
                throw e;
            }
            return MAPPER.treeToValue(tree, type);
        }
    }

    private static JsonMapper make() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .addModule(module())
                .build();
        mapper.getFactory().setStreamReadConstraints(CONSTRAINTS);
        return mapper;
    }

    private static SimpleModule module() {
        SimpleModule module = new SimpleModule("lokistore");
        module.addSerializer(ChunkRef.class, new ChunkText());
        text(module, ObjectKey.class, ObjectKey::of);
        text(module, TenantId.class, TenantId::of);
        text(module, PlanId.class, PlanId::of);
        text(module, Instant.class, Instant::parse);
        text(module, Duration.class, Duration::parse);
        text(module, LocalDate.class, LocalDate::parse);
        module.addSerializer(Labels.class, new LabelPairs());
        module.addDeserializer(Labels.class, new ToLabels());
        module.addDeserializer(ChunkRef.class, new FromText<>(ChunkRef.class, ChunkKeyScheme::parse));
        return module;
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, new ToStringSerializer(type));
        module.addDeserializer(type, new FromText<>(type, parse));
    }

    private static final class ChunkText extends ToStringSerializerBase {
        @Serial
        private static final long serialVersionUID = 1L;

        ChunkText() {
            super(ChunkRef.class);
        }

        @Override
        public String valueToString(Object value) {
            return ChunkKeyScheme.NESTED.format((ChunkRef) value);
        }
    }

    private static final class LabelPairs extends StdSerializer<Labels> {
        @Serial
        private static final long serialVersionUID = 1L;

        LabelPairs() {
            super(Labels.class);
        }

        @Override
        public void serialize(Labels labels, JsonGenerator json, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(labels.asMap(), json);
        }
    }

    private static final class ToLabels extends StdDeserializer<Labels> {
        @Serial
        private static final long serialVersionUID = 1L;

        ToLabels() {
            super(Labels.class);
        }

        @Override
        public Labels deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Map<String, String> pairs = context.readValue(
                    parser, context.getTypeFactory().constructMapType(Map.class, String.class, String.class));
            return Labels.of(pairs);
        }
    }

    private static final class FromText<T> extends StdScalarDeserializer<T> {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        FromText(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString();
            try {
                return parse.apply(text == null ? "" : text);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw context.weirdStringException(text, handledType(), String.valueOf(e.getMessage()));
            }
        }
    }
}
