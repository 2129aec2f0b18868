package dev.lokistore.compactor.export;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One column of a row group that is being gathered: levels, and values either as they are or as numbers of a dictionary.
 * Levels are 0 or 1 here, whatever the column: whether a row begins, and whether there is a value.
 */
final class ParquetColumn {
    private static final int MAX_DICTIONARY_BYTES = 1 << 20;

    /** What the column is in the schema. */
    enum Kind {
        /** A number of 64 bits in every row. */
        REQUIRED_LONG(true, false, false, false),
        REQUIRED_TEXT(false, false, false, true),
        OPTIONAL_TEXT(false, true, false, true),
        /** Bytes of any length, seldom the same. */
        OPTIONAL_BYTES(false, true, false, false),
        /** Keys or values of a map: any number in a row. */
        REPEATED_TEXT(false, true, true, true);

        final boolean number;
        final boolean optional;
        final boolean repeated;
        final boolean dictionary;

        Kind(boolean number, boolean optional, boolean repeated, boolean dictionary) {
            this.number = number;
            this.optional = optional;
            this.repeated = repeated;
            this.dictionary = dictionary;
        }
    }

    private final Kind kind;
    private final List<String> path;
    private final IntList repetition = new IntList();
    private final IntList definition = new IntList();
    /** Plain values, where there is no dictionary; and where each row begins in them. */
    private final TextBuffer plain = new TextBuffer();
    /** Of every value its number in the dictionary. */
    private final IntList numbers = new IntList();

    private final Map<String, Integer> dictionary = new HashMap<>();
    private final TextBuffer dictionaryBytes = new TextBuffer();
    private final IntList dictionaryOffsets = new IntList();
    /** Where each row begins among levels and among values. */
    private final IntList rowLevels = new IntList();

    private final IntList rowValues = new IntList();
    private final IntList rowBytes = new IntList();
    private int values;
    private long smallest = Long.MAX_VALUE;
    private long largest = Long.MIN_VALUE;

    ParquetColumn(Kind kind, String... path) {
        this.kind = kind;
        this.path = List.of(path);
    }

    Kind kind() {
        return kind;
    }

    byte[][] path() {
        return path.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    /** Before each row's values. */
    void beginRow() {
        rowLevels.add(definition.size());
        rowValues.add(values);
        rowBytes.add(plain.size());
    }

    void addLong(long value) {
        plain.putInt64(value);
        smallest = Math.min(smallest, value);
        largest = Math.max(largest, value);
        values++;
    }

    void addBytes(byte[] buffer, int offset, int length) {
        definition.add(1);
        plain.putInt32(length).put(buffer, offset, length);
        values++;
    }

    /** Of a row that has no value, or an empty map. */
    void addNone() {
        definition.add(0);
        if (kind.repeated) {
            repetition.add(0);
        }
    }

    /** @param index within the row, from 0 */
    void addText(int index, String value) {
        addNumber(index, number(value));
    }

    /** What {@link #addNumber} takes; the same for the same value until {@link #clear}. */
    int number(String value) {
        Integer known = dictionary.get(value);
        if (known != null) {
            return known;
        }
        byte[] utf8 = TextBuffer.utf8(value);
        dictionaryOffsets.add(dictionaryBytes.size());
        dictionaryBytes.putInt32(utf8.length).put(utf8);
        dictionary.put(value, dictionaryOffsets.size() - 1);
        return dictionaryOffsets.size() - 1;
    }

    void addNumber(int index, int number) {
        if (kind.optional) {
            definition.add(1);
        }
        if (kind.repeated) {
            repetition.add(index == 0 ? 0 : 1);
        }
        numbers.add(number);
        values++;
    }

    long heldBytes() {
        return plain.size()
                + (long) Integer.BYTES
                        * (definition.size() + repetition.size() + numbers.size() + 3L * rowLevels.size())
                + 3L * dictionaryBytes.size();
    }

    int rows() {
        return rowLevels.size();
    }

    /** Values and what stands for none. */
    int levels() {
        return kind.optional ? definition.size() : values;
    }

    int nulls() {
        return levels() - values;
    }

    /** Whether values are written as numbers. */
    boolean usesDictionary() {
        return kind.dictionary
                && dictionaryBytes.size() <= MAX_DICTIONARY_BYTES
                && 2L * dictionaryOffsets.size() <= Math.max(2, values);
    }

    int dictionarySize() {
        return dictionaryOffsets.size();
    }

    TextBuffer dictionary() {
        return dictionaryBytes;
    }

    /** Levels of rows, which is what a page counts as its values. */
    int levels(int fromRow, int toRow) {
        return kind.optional ? at(rowLevels, toRow, definition.size()) - rowLevels.get(fromRow) : toRow - fromRow;
    }

    private static int at(IntList list, int row, int end) {
        return row < list.size() ? list.get(row) : end;
    }

    /** The rows as the content of a data page. */
    void page(int fromRow, int toRow, TextBuffer out) {
        int fromLevel = rowLevels.get(fromRow);
        int toLevel = at(rowLevels, toRow, definition.size());
        if (kind.repeated) {
            levels(repetition, fromLevel, toLevel, out);
        }
        if (kind.optional) {
            levels(definition, fromLevel, toLevel, out);
        }
        int from = rowValues.get(fromRow);
        int to = at(rowValues, toRow, values);
        if (!kind.dictionary) {
            int start = rowBytes.get(fromRow);
            out.put(plain.array(), start, at(rowBytes, toRow, plain.size()) - start);
        } else if (usesDictionary()) {
            int width = RleEncoder.width(dictionarySize() - 1);
            out.put((byte) width);
            RleEncoder.encode(numbers.array(), from, to, width, out);
        } else {
            for (int i = from; i < to; i++) {
                int number = numbers.get(i);
                int start = dictionaryOffsets.get(number);
                int end = at(dictionaryOffsets, number + 1, dictionaryBytes.size());
                out.put(dictionaryBytes.array(), start, end - start);
            }
        }
    }

    private static void levels(IntList levels, int from, int to, TextBuffer out) {
        TextBuffer encoded = new TextBuffer();
        RleEncoder.encode(levels.array(), from, to, 1, encoded);
        out.putInt32(encoded.size()).put(encoded.array(), 0, encoded.size());
    }

    /** Smallest and largest value in plain encoding, in this order; null where nobody asked. */
    byte @Nullable [][] bounds() {
        return kind.number && values > 0 ? new byte[][] {plain(smallest), plain(largest)} : null;
    }

    private static byte[] plain(long value) {
        return new TextBuffer().putInt64(value).toBytes();
    }

    void clear() {
        for (IntList list :
                List.of(repetition, definition, numbers, dictionaryOffsets, rowLevels, rowValues, rowBytes)) {
            list.clear();
        }
        plain.clear();
        dictionary.clear();
        dictionaryBytes.clear();
        values = 0;
        smallest = Long.MAX_VALUE;
        largest = Long.MIN_VALUE;
    }
}
