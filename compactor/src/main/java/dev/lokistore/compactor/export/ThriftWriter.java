package dev.lokistore.compactor.export;

/** Structs in Thrift's compact protocol, as Parquet's headers and footers have them. Fields in the order of their ids. */
final class ThriftWriter {
    private static final int BOOLEAN_TRUE = 1;
    private static final int BOOLEAN_FALSE = 2;
    private static final int I16 = 4;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    static final int STRUCT = 12;
    private static final int LONG_LIST = 15;

    private final TextBuffer out;
    private int lastField;

    ThriftWriter(TextBuffer out) {
        this.out = out;
    }

    /** Writes the fields of one struct. */
    @FunctionalInterface
    interface Fields {
        void write(ThriftWriter struct);
    }

    private void header(int field, int type) {
        int delta = field - lastField;
        if (delta <= 0 || delta > LONG_LIST) {
            throw new IllegalArgumentException("field " + field + " behind " + lastField);
        }
        out.put((byte) (delta << 4 | type));
        lastField = field;
    }

    ThriftWriter bool(int field, boolean value) {
        header(field, value ? BOOLEAN_TRUE : BOOLEAN_FALSE);
        return this;
    }

    ThriftWriter i16(int field, int value) {
        header(field, I16);
        return zigzag(value);
    }

    ThriftWriter i32(int field, int value) {
        header(field, I32);
        return zigzag(value);
    }

    ThriftWriter i64(int field, long value) {
        header(field, I64);
        return zigzag(value);
    }

    ThriftWriter binary(int field, byte[] value) {
        header(field, BINARY);
        return bytes(value);
    }

    ThriftWriter struct(int field, Fields fields) {
        header(field, STRUCT);
        return inner(fields);
    }

    ThriftWriter structs(int field, int size, Iterable<Fields> elements) {
        list(field, STRUCT, size);
        elements.forEach(this::inner);
        return this;
    }

    ThriftWriter i32s(int field, int... values) {
        list(field, I32, values.length);
        for (int value : values) {
            zigzag(value);
        }
        return this;
    }

    ThriftWriter binaries(int field, byte[]... values) {
        list(field, BINARY, values.length);
        for (byte[] value : values) {
            bytes(value);
        }
        return this;
    }

    private void list(int field, int type, int size) {
        header(field, LIST);
        if (size < LONG_LIST) {
            out.put((byte) (size << 4 | type));
        } else {
            out.put((byte) (LONG_LIST << 4 | type));
            out.putVarint(size);
        }
    }

    private ThriftWriter inner(Fields fields) {
        int outer = lastField;
        lastField = 0;
        fields.write(this);
        end();
        lastField = outer;
        return this;
    }

    /** Ends the struct. */
    void end() {
        out.put((byte) 0);
    }

    private ThriftWriter bytes(byte[] value) {
        out.putVarint(value.length);
        out.put(value);
        return this;
    }

    private ThriftWriter zigzag(long value) {
        out.putVarint(value << 1 ^ value >> 63);
        return this;
    }
}
