package dev.lokistore.shell.render;

import dev.lokistore.shell.render.Field.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one kind of record, in the order of the documented JSON. Every format is fed from it, so that none can
 * differ in content.
 */
public final class RecordView<T> {
    private final List<Field<T>> fields;

    private RecordView(List<Field<T>> fields) {
        this.fields = List.copyOf(fields);
    }

    public List<Field<T>> fields() {
        return fields;
    }

    /** The record as names and values, for {@link FieldKind#RECORDS}; times are formatted, since their kind is lost. */
    public Map<String, @Nullable Object> asMap(T record) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Field<T> field : fields) {
            Object value = field.value().apply(record);
            if (!field.inJson() || value == null && field.shown() == Shown.OPTIONAL) {
                continue;
            }
            map.put(field.name(), value == null ? null : Values.data(field.kind(), value));
        }
        return map;
    }

    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /** Collects fields; without a {@link Shown} they are shown always. */
    public static final class Builder<T> {
        private final List<Field<T>> fields = new ArrayList<>();

        private Builder() {}

        public Builder<T> field(String name, FieldKind kind, Shown shown, Function<T, @Nullable Object> value) {
            fields.add(new Field<>(name, kind, shown, value, record -> false));
            return this;
        }

        public Builder<T> text(String name, Function<T, @Nullable Object> value) {
            return field(name, FieldKind.TEXT, Shown.ALWAYS, value);
        }

        public Builder<T> count(String name, Function<T, @Nullable Object> value) {
            return field(name, FieldKind.COUNT, Shown.ALWAYS, value);
        }

        public Builder<T> bytes(String name, Function<T, @Nullable Object> value) {
            return field(name, FieldKind.BYTES, Shown.ALWAYS, value);
        }

        /** Bytes that may be an estimate. */
        public Builder<T> bytes(String name, Shown shown, Function<T, @Nullable Object> value, Predicate<T> estimated) {
            fields.add(new Field<>(name, FieldKind.BYTES, shown, value, estimated));
            return this;
        }

        /** A whole number that is an estimate. */
        public Builder<T> estimatedCount(String name, Function<T, @Nullable Object> value) {
            fields.add(new Field<>(name, FieldKind.COUNT, Shown.ALWAYS, value, record -> true));
            return this;
        }

        public Builder<T> millis(String name, Function<T, @Nullable Object> value) {
            return field(name, FieldKind.MILLIS, Shown.ALWAYS, value);
        }

        public RecordView<T> build() {
            return new RecordView<>(fields);
        }
    }
}
