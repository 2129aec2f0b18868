package dev.lokistore.compactor.export;

import dev.lokistore.index.primitive.IntList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One column of a row group that is being gathered: levels, and values either as they are or as numbers of a dictionary.
 * Levels are 0 or 1 here, whatever the column: whether the row goes on, and whether there is a value.
 */
final class ParquetColumn {
    private static final int MAX_DICTIONARY_BYTES = 1 << 20;

    /**
     * Some rows. Each end is where the next page begins.
     *
     * @param levels values and what stands for none, which is what a page counts as its values
     */
    record Page(int levels, int levelsEnd, int valuesEnd, int bytesEnd) {}

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
    /** Of the page that is being gathered. */
    private LevelBits repetition = new LevelBits();

    private LevelBits definition = new LevelBits();
    private final List<Page> pages = new ArrayList<>();
    /** Levels of all pages. */
    private final TextBuffer levelBytes = new TextBuffer();
    /** Plain values, where there is no dictionary. */
    private final TextBuffer plain = new TextBuffer();
    /** Of every value its number in the dictionary. */
    private IntList numbers = new IntList();

    private final Map<String, Integer> dictionary = new HashMap<>();
    private final TextBuffer dictionaryBytes = new TextBuffer();
    private IntList dictionaryOffsets = new IntList();
    private int values;
    private int levels;
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

    /** Behind the last row of each page. */
    void endPage() {
        if (kind.repeated) {
            repetition.encode(levelBytes);
        }
        if (kind.optional) {
            definition.encode(levelBytes);
        }
        int count = kind.optional ? definition.size() : values - valuesEnd();
        pages.add(new Page(count, levelBytes.size(), values, plain.size()));
        levels += count;
        repetition.clear();
        definition.clear();
    }

    private int valuesEnd() {
        return pages.isEmpty() ? 0 : pages.get(pages.size() - 1).valuesEnd();
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

    /**
     * A value of a map.
     *
     * @param index within the row, from 0
     */
    void addText(int index, String value) {
        definition.add(1);
        repetition.add(index == 0 ? 0 : 1);
        numbers.add(number(value));
        values++;
    }

    /** What {@link #addNumber} and {@link #addNumbers} take; the same for the same value until {@link #clear}. */
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

    void addNumber(int number) {
        if (kind.optional) {
            definition.add(1);
        }
        numbers.add(number);
        values++;
    }

    /** Of all values of a row's map. */
    void addNumbers(int[] all) {
        if (all.length == 0) {
            addNone();
            return;
        }
        definition.addOnes(all.length);
        repetition.add(0);
        repetition.addOnes(all.length - 1);
        numbers.addAll(all);
        values += all.length;
    }

    long heldBytes() {
        return plain.size()
                + levelBytes.size()
                + (definition.size() + repetition.size()) / Byte.SIZE
                + (long) Integer.BYTES * numbers.size()
                + 3L * dictionaryBytes.size();
    }

    long allocatedBytes() {
        return plain.allocatedBytes()
                + levelBytes.allocatedBytes()
                + 3L * dictionaryBytes.allocatedBytes()
                + (long) Integer.BYTES * (numbers.array().length + dictionaryOffsets.array().length);
    }

    List<Page> pages() {
        return pages;
    }

    /** Values and what stands for none, of all pages. */
    int levels() {
        return levels;
    }

    int nulls() {
        return levels - values;
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

    /** The content of a data page. */
    void page(int index, TextBuffer out) {
        Page page = pages.get(index);
        Page before = index == 0 ? new Page(0, 0, 0, 0) : pages.get(index - 1);
        out.put(levelBytes.array(), before.levelsEnd(), page.levelsEnd() - before.levelsEnd());
        if (!kind.dictionary) {
            out.put(plain.array(), before.bytesEnd(), page.bytesEnd() - before.bytesEnd());
        } else if (usesDictionary()) {
            int width = RleEncoder.width(dictionarySize() - 1);
            out.put((byte) width);
            RleEncoder.encode(numbers.array(), before.valuesEnd(), page.valuesEnd(), width, out);
        } else {
            for (int i = before.valuesEnd(); i < page.valuesEnd(); i++) {
                int number = numbers.get(i);
                int start = dictionaryOffsets.get(number);
                int end = number + 1 < dictionaryOffsets.size()
                        ? dictionaryOffsets.get(number + 1)
                        : dictionaryBytes.size();
                out.put(dictionaryBytes.array(), start, end - start);
            }
        }
    }

    /** Smallest and largest value in plain encoding, in this order; null where nobody asked. */
    byte @Nullable [][] bounds() {
        return kind.number && values > 0 ? new byte[][] {plain(smallest), plain(largest)} : null;
    }

    private static byte[] plain(long value) {
        return new TextBuffer().putInt64(value).toBytes();
    }

    void clear() {
        pages.clear();
        levelBytes.clear();
        levels = 0;
        numbers.clear();
        dictionaryOffsets.clear();
        plain.clear();
        dictionary.clear();
        dictionaryBytes.clear();
        values = 0;
        smallest = Long.MAX_VALUE;
        largest = Long.MIN_VALUE;
    }

    /** As {@link #clear}, and gives the memory back. */
    void release() {
        clear();
        repetition = new LevelBits();
        definition = new LevelBits();
        numbers = new IntList();
        dictionaryOffsets = new IntList();
        levelBytes.release();
        plain.release();
        dictionaryBytes.release();
    }
}
