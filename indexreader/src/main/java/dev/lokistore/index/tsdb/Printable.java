package dev.lokistore.index.tsdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Untrusted bytes in messages: short, and without what a terminal would act on. */
final class Printable {
    private static final int LONGEST = 60;

    private Printable() {}

    static String of(byte[] bytes) {
        byte[] shown = bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
        String text = new String(shown, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        return bytes.length > LONGEST ? text + "…" : text;
    }

    static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
