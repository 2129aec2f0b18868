package dev.lokistore.compactor.dump;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A member's header in a dump's archive (POSIX ustar): name and size, and everything else always the same, so that the same
 * files give the same archive and each byte of it is known beforehand.
 */
record TarHeader(String name, long sizeBytes) {
    static final int BLOCK_BYTES = 512;

    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_BYTES = 8;
    private static final long MAX_SIZE = (1L << 3 * SIZE_DIGITS) - 1;

    TarHeader {
        if (name.isEmpty() || name.length() > NAME_BYTES) {
            throw new IllegalArgumentException("a member's name has 1 to 100 characters: " + name);
        }
        if (sizeBytes < 0 || sizeBytes > MAX_SIZE) {
            throw new IllegalArgumentException(
                    name + " has " + sizeBytes + " bytes, more than fit into an archive: dump into a folder");
        }
    }

    byte[] bytes() {
        byte[] block = new byte[BLOCK_BYTES];
        put(block, 0, name);
        put(block, NAME_BYTES, "0000644");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, SIZE_AT, String.format(Locale.ROOT, "%011o", sizeBytes));
        put(block, 136, "00000000000");
        put(block, 156, "0");
        put(block, 257, "ustar\0" + "00");
        put(block, CHECKSUM_AT, " ".repeat(CHECKSUM_BYTES));
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, CHECKSUM_AT, String.format(Locale.ROOT, "%06o", sum) + "\0 ");
        return block;
    }

    /** Zeros behind the content, up to a whole block. */
    int padding() {
        return (int) (-sizeBytes & BLOCK_BYTES - 1);
    }

    /** Name and size that a block states; null if it is not exactly the header that these have. */
    static @Nullable TarHeader parse(byte[] block) {
        int nameEnd = 0;
        while (nameEnd < NAME_BYTES && block[nameEnd] != 0) {
            nameEnd++;
        }
        long size = 0;
        for (int i = SIZE_AT; i < SIZE_AT + SIZE_DIGITS; i++) {
            int digit = block[i] - '0';
            if (digit < 0 || digit > 7) {
                return null;
            }
            size = size << 3 | digit;
        }
        String name = new String(block, 0, nameEnd, StandardCharsets.ISO_8859_1);
        if (name.isEmpty()) {
            return null;
        }
        TarHeader header = new TarHeader(name, size);
        return Arrays.equals(header.bytes(), block) ? header : null;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
