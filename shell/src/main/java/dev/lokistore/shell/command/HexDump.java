package dev.lokistore.shell.command;

import java.io.PrintWriter;

/** Bytes as {@code hexdump -C} prints them: offset, sixteen bytes, what is printable ASCII. */
final class HexDump {
    private static final int PER_LINE = 16;
    private static final int HALF = 8;

    private HexDump() {}

    static void print(byte[] bytes, PrintWriter out) {
        StringBuilder line = new StringBuilder();
        for (int start = 0; start < bytes.length; start += PER_LINE) {
            line.setLength(0);
            line.append(String.format("%08x ", start));
            for (int i = 0; i < PER_LINE; i++) {
                line.append(i % HALF == 0 ? " " : "");
                if (start + i < bytes.length) {
                    line.append(Character.forDigit(bytes[start + i] >> 4 & 0xf, 16));
                    line.append(Character.forDigit(bytes[start + i] & 0xf, 16)).append(' ');
                } else {
                    line.append("   ");
                }
            }
            line.append(" |");
            for (int i = start; i < Math.min(bytes.length, start + PER_LINE); i++) {
                line.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
            }
            out.println(line.append('|'));
        }
        out.println(String.format("%08x", bytes.length));
    }
}
