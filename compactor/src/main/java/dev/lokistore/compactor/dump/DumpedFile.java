package dev.lokistore.compactor.dump;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of a dump.
 *
 * @param path inside the dump, with {@code /}
 * @param sha256 lower-case hex
 */
record DumpedFile(String path, long sizeBytes, String sha256) {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (\\S+)");

    /** A line of {@code SHA256SUMS}, without its end. */
    record Sum(String path, String sha256) {
        /** Null if the line is none. */
        static @Nullable Sum parse(String line) {
            Matcher matcher = LINE.matcher(line);
            return matcher.matches() && DumpNames.isName(matcher.group(2))
                    ? new Sum(matcher.group(2), matcher.group(1))
                    : null;
        }
    }

    /** As {@code sha256sum} writes it. */
    String sumLine() {
        return sha256 + "  " + path + "\n";
    }
}
