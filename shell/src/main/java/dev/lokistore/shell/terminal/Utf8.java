package dev.lokistore.shell.terminal;

/** Whether bytes are well-formed UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    private Utf8() {}

    public static boolean isValid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            int lead = bytes[i];
            if (lead >= 0) {
                i++;
                continue;
            }
            int size = sequenceLength(lead & 0xff);
            if (size == 0 || end - i < size || !validSequence(bytes, i, size)) {
                return false;
            }
            i += size;
        }
        return true;
    }

    private static int sequenceLength(int lead) {
        if (lead >= 0xc2 && lead <= 0xdf) {
            return 2;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            return 3;
        }
        return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    }

    private static boolean validSequence(byte[] bytes, int at, int size) {
        for (int i = 1; i < size; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return false;
            }
        }
        int lead = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        return switch (lead) {
            case 0xe0 -> second >= 0xa0; // shorter form exists
            case 0xed -> second <= 0x9f; // surrogates
            case 0xf0 -> second >= 0x90; // shorter form exists
            case 0xf4 -> second <= 0x8f; // above U+10FFFF
            default -> true;
        };
    }
}
