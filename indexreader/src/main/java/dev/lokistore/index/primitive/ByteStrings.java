package dev.lokistore.index.primitive;

import dev.lokistore.chunk.ByteSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Distinct strings of bytes, 2 GiB together at most, numbered as they come. Not thread-safe. */
public final class ByteStrings {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteSink bytes = new ByteSink();
    private final IntList ends = new IntList();
    private final Numbering numbering = new Numbering();

    public int size() {
        return ends.size();
    }

    /** The string's number, the next one if it is new. */
    public int numberOf(byte[] source, int offset, int length) {
        long hash = hash(source, offset, length);
        int found = numbering.find(hash, number -> is(number, source, offset, length));
        if (found >= 0) {
            return found;
        }
        bytes.write(source, offset, length);
        ends.add(bytes.size());
        return numbering.add(hash);
    }

    public int numberOf(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return numberOf(utf8, 0, utf8.length);
    }

    private long hash(byte[] source, int offset, int length) {
        long hash = numbering.seed() + length;
        int at = offset;
        for (; at <= offset + length - Long.BYTES; at += Long.BYTES) {
            hash = Numbering.mix(hash ^ (long) LONG.get(source, at));
        }
        long rest = 0;
        for (; at < offset + length; at++) {
            rest = rest << Byte.SIZE | source[at] & 0xff;
        }
        return Numbering.mix(hash ^ rest);
    }

    private int start(int number) {
        return number == 0 ? 0 : ends.get(number - 1);
    }

    public boolean is(int number, byte[] source, int offset, int length) {
        return Arrays.equals(bytes.array(), start(number), ends.get(number), source, offset, offset + length);
    }

    /** Unsigned, byte by byte. */
    public int compare(int a, int b) {
        return Arrays.compareUnsigned(bytes.array(), start(a), ends.get(a), bytes.array(), start(b), ends.get(b));
    }

    public int length(int number) {
        return ends.get(number) - start(number);
    }

    public void writeTo(ByteSink sink, int number) {
        sink.write(bytes.array(), start(number), length(number));
    }

    /** Decoded as UTF-8; other bytes become U+FFFD. */
    public String text(int number) {
        return new String(bytes.array(), start(number), length(number), StandardCharsets.UTF_8);
    }
}
