package dev.lokistore.compactor.dump;

import java.nio.charset.StandardCharsets;

/** What of a dump's values is shown. Names of labels, lengths, times, places and counts always are. */
public sealed interface Redaction permits Redaction.None, Pseudonyms {
    /** Shows everything. */
    Redaction NONE = new None();

    boolean hides();

    /** A value as it may be shown; of the same length in UTF-8 bytes. */
    byte[] value(byte[] value);

    default String value(String value) {
        return hides() ? new String(value(value.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8) : value;
    }

    /** A hex number as it may be shown; with as many digits. */
    String hex(String digits);

    /** A key, whose folders stay told apart. */
    String key(String key);

    /** What is wrong with an object, which may quote it. */
    String problem(String text);

    /** Nothing is hidden. */
    record None() implements Redaction {
        @Override
        public boolean hides() {
            return false;
        }

        @Override
        public byte[] value(byte[] value) {
            return value;
        }

        @Override
        public String hex(String digits) {
            return digits;
        }

        @Override
        public String key(String key) {
            return key;
        }

        @Override
        public String problem(String text) {
            return text;
        }
    }
}
