package dev.lokistore.index.boltdb;

import org.jspecify.annotations.Nullable;

/** The rows that Loki's boltdb-shipper writes, by the last component of their key ({@code formats/index-tables.md#32}). */
enum RowType {
    CHUNK('3'),
    SERIES('7'),
    LABEL('8'),
    LABEL_NAMES('9');

    private final byte digit;

    RowType(char digit) {
        this.digit = (byte) digit;
    }

    byte digit() {
        return digit;
    }

    static @Nullable RowType of(byte digit) {
        for (RowType type : values()) {
            if (type.digit == digit) {
                return type;
            }
        }
        return null;
    }
}
