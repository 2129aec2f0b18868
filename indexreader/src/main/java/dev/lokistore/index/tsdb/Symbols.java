package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.primitive.ByteStrings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The label names and values of a file by number ({@code formats/index-tables.md#42-layout}). Keeps the offset of every
 * 32nd and a cache. Bytes that are not UTF-8 become U+FFFD, as in the labels of Loki's chunk headers.
 */
final class Symbols implements SymbolLookup {
    private static final int STEP = 32;
    private static final int LONGEST_CACHED = 1024;
    private static final int LONGEST_VARINT = 10;

    private final ByteSource source;
    private final TsdbToc toc;
    private final TsdbLimits limits;
    private final long start;
    private final long end;
    private final int count;
    private final int[] samples; // unsigned offsets from start
    private final Window window;
    private final Fields fields;
    private final Map<Integer, String> cache;

    /** Scans the section once: checksum, order, number. */
    Symbols(ByteSource source, TsdbToc toc, TsdbLimits limits) throws IOException {
        this.source = source;
        this.toc = toc;
        this.limits = limits;
        Section section = new Section(source, "symbol section", toc.symbols(), toc.series());
        if (section.length() > limits.symbolTableBytes()) {
            throw new CorruptDataException(
                    source.name(),
                    toc.symbols(),
                    "length of the symbol section",
                    "at most " + limits.symbolTableBytes(),
                    section.length());
        }
        this.start = section.offset();
        long announced = section.u32() & 0xffffffffL;
        // each symbol takes a byte at least
        if (announced > section.remaining()) {
            throw new CorruptDataException(
                    source.name(), start, "number of symbols", "at most " + section.remaining(), announced);
        }
        this.count = (int) Math.min(announced, Integer.MAX_VALUE);
        this.samples = scan(section);
        this.end = section.end() - 4;
        Padding.check(source, section.end(), toc.series(), "after the symbols");
        this.window = new Window(source, 1 << 10, 8 << 10);
        this.fields = new Fields(source.name());
        this.cache = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, String> eldest) {
                return size() > limits.symbolCacheEntries();
            }
        };
    }

    private int[] scan(Section section) throws IOException {
        int[] offsets = new int[64];
        byte[] previous = new byte[0];
        for (int i = 0; i < count; i++) {
            long at = section.offset();
            if (i % STEP == 0) {
                if (i / STEP == offsets.length) {
                    offsets = Arrays.copyOf(offsets, offsets.length * 2);
                }
                offsets[i / STEP] = (int) (at - start);
            }
            byte[] symbol = section.string("symbol", limits.symbolBytes());
            if (i > 0 && Arrays.compareUnsigned(previous, symbol) >= 0) {
                throw new CorruptDataException(
                        source.name(),
                        at,
                        "order of symbols",
                        "one above '" + text(previous) + "'",
                        "'" + text(symbol) + "'");
            }
            previous = symbol;
        }
        section.finish();
        return Arrays.copyOf(offsets, (count + STEP - 1) / STEP);
    }

    @Override
    public int count() {
        return count;
    }

    /** What each symbol's bytes are numbered by in {@code strings}. */
    int[] numbersIn(ByteStrings strings) throws IOException {
        Section section = new Section(source, "symbol section", toc.symbols(), toc.series());
        section.u32();
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            byte[] symbol = section.string("symbol", limits.symbolBytes());
            numbers[i] = strings.numberOf(symbol, 0, symbol.length);
        }
        section.finish();
        return numbers;
    }

    @Override
    public String get(int number) throws IOException {
        String cached = cache.get(number);
        if (cached != null) {
            return cached;
        }
        String symbol = new String(bytes(number), StandardCharsets.UTF_8);
        if (symbol.length() <= LONGEST_CACHED) {
            cache.put(number, symbol);
        }
        return symbol;
    }

    /**
     * As stored, whether or not they are UTF-8.
     *
     * @param number below {@link #count()}
     */
    byte[] bytes(int number) throws IOException {
        long position = start + Integer.toUnsignedLong(samples[number / STEP]);
        for (int skip = number % STEP; skip > 0; skip--) {
            int length = length(position);
            position = fields.offset() + length;
        }
        int length = length(position);
        long at = fields.offset();
        window.load(at, length);
        int index = window.index(at);
        return Arrays.copyOfRange(window.buffer(), index, index + length);
    }

    /** Leaves {@link #fields} behind the length field. The section was verified once, but the file may have changed. */
    private int length(long position) throws IOException {
        int prefix = (int) Math.min(LONGEST_VARINT, end - position);
        if (prefix <= 0) {
            throw new CorruptDataException(source.name(), position, "a symbol outside its section");
        }
        window.load(position, prefix);
        int index = window.index(position);
        fields.reset(window.buffer(), index, index + prefix, position - index);
        int length = fields.count("length of a symbol", Math.min(end - position - 1, limits.symbolBytes()));
        if (fields.offset() + length > end) {
            throw new CorruptDataException(source.name(), position, "a symbol outside its section");
        }
        return length;
    }

    private static String text(byte[] symbol) {
        return Printable.of(symbol);
    }
}
