package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of a damaged file: those of their section, else those of the table of postings, which names every label name and
 * value once more, else what can be read of the section, for which nothing vouches. Held in memory.
 */
final class SymbolSalvage implements SymbolLookup {
    private static final int SECTION = 5;
    private static final int CONTENT = SECTION + 4;
    private static final int LONGEST_VARINT = 10;

    /** Of a symbol in memory, with its text. */
    private static final int HELD_BYTES = 80;

    /** No tenant's day has as many; nor more than a quarter of the heap takes: any number can stand in a damaged file. */
    private static final int MOST =
            (int) Math.min(4_000_000, Runtime.getRuntime().maxMemory() / 4 / HELD_BYTES);

    private final List<String> symbols = new ArrayList<>();
    private boolean certain;
    private long end;

    private SymbolSalvage() {}

    /**
     * Reads them.
     *
     * @param toc null if it is lost
     * @param lost told of what is damaged
     */
    static SymbolSalvage read(
            ByteSource source, @Nullable TsdbToc toc, TsdbLimits limits, Consumer<CorruptDataException> lost)
            throws IOException {
        SymbolSalvage found = new SymbolSalvage();
        try {
            found.section(source, limits);
            found.certain = true;
        } catch (CorruptDataException e) {
            lost.accept(e);
            if (toc != null) {
                found.postings(source, toc, limits, lost);
            }
        }
        return found;
    }

    /** Goes by the number of symbols and their lengths: that of the section has no checksum. */
    private void section(ByteSource source, TsdbLimits limits) throws IOException {
        end = Math.min(CONTENT + 4, source.size());
        if (source.size() < CONTENT + 4) {
            throw new CorruptDataException(
                    source.name(), SECTION, "symbol section", "8 bytes or more", "the file's end");
        }
        long count = Integer.toUnsignedLong(BigEndian.int32(source.read(CONTENT, 4), 0));
        // each takes a byte at least
        long room = Math.min(MOST, source.size() - end);
        if (count > room) {
            throw new CorruptDataException(source.name(), CONTENT, "number of symbols", "at most " + room, count);
        }
        read(source, limits, count);
    }

    private void read(ByteSource source, TsdbLimits limits, long count) throws IOException {
        Window window = new Window(source, 16 << 10, 64 << 10);
        Fields fields = new Fields(source.name());
        CRC32C crc = new CRC32C();
        crc.update(source.read(CONTENT, 4));
        for (long i = 0; i < count; i++) {
            int room = (int) Math.min(LONGEST_VARINT, source.size() - end);
            window.load(end, room);
            int index = window.index(end);
            fields.reset(window.buffer(), index, index + room, end - index);
            long most = Math.min(limits.symbolBytes(), Math.min(source.size(), limits.symbolTableBytes()) - end);
            int length = fields.count("length of a symbol", Math.max(0, most - 1));
            int whole = (int) (fields.offset() - end) + length;
            if (whole > source.size() - end) {
                throw new CorruptDataException(source.name(), end, "a symbol that reaches behind the end of the file");
            }
            window.load(end, whole);
            index = window.index(end);
            crc.update(window.buffer(), index, whole);
            int start = index + whole - length;
            symbols.add(new String(window.buffer(), start, length, StandardCharsets.UTF_8));
            end += whole;
        }
        int stored = source.size() - end < 4 ? 0 : BigEndian.int32(source.read(end, 4), 0);
        if ((int) crc.getValue() != stored) {
            throw new CorruptDataException(
                    source.name(),
                    CONTENT,
                    "CRC-32C of the symbol section",
                    "%08x".formatted(stored),
                    "%08x".formatted((int) crc.getValue()));
        }
        end += 4;
    }

    private void postings(ByteSource source, TsdbToc toc, TsdbLimits limits, Consumer<CorruptDataException> lost)
            throws IOException {
        SortedSet<byte[]> all = new TreeSet<>(Arrays::compareUnsigned);
        try {
            new PostingsTable(source, toc, limits).entries((name, value, list) -> {
                if (all.size() >= MOST) {
                    throw new CorruptDataException(source.name(), list, "symbols", "at most " + MOST, "more");
                }
                if (name.length > 0) {
                    all.add(name);
                    all.add(value);
                }
            });
        } catch (CorruptDataException e) {
            lost.accept(e);
            return;
        }
        symbols.clear();
        all.forEach(symbol -> symbols.add(new String(symbol, StandardCharsets.UTF_8)));
        certain = true;
    }

    /** Whether a checksum vouches for them. */
    boolean certain() {
        return certain;
    }

    /** Where what was read of the section ends. */
    long end() {
        return end;
    }

    @Override
    public int count() {
        return symbols.size();
    }

    @Override
    public String get(int number) {
        return symbols.get(number);
    }
}
