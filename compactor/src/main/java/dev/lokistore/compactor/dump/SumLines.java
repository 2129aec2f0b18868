package dev.lokistore.compactor.dump;

import dev.lokistore.compactor.digest.Digests;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code SHA256SUMS} line by line, and takes nothing for a line that is not written exactly as we write it. Knows the
 * digest of the lines before each part.
 */
final class SumLines implements Closeable {
    private static final int MAX_LINE = 1024;

    private final InputStream in;
    private final DumpFaults faults;
    private final MessageDigest digest = Digests.sha256();
    private final SortedMap<String, String> sealsBefore = new TreeMap<>();
    private String last = "";
    private long number;

    SumLines(InputStream in, DumpFaults faults) {
        this.in = new BufferedInputStream(in);
        this.faults = faults;
    }

    /** Null at the end; lines that are none are faults. */
    DumpedFile.@Nullable Sum next() throws IOException {
        while (true) {
            byte[] line = line();
            if (line.length == 0) {
                return null;
            }
            number++;
            boolean whole = line[line.length - 1] == '\n';
            String text = new String(line, 0, line.length - (whole ? 1 : 0), StandardCharsets.ISO_8859_1);
            DumpedFile.Sum sum = whole ? DumpedFile.Sum.parse(text) : null;
            if (sum == null || sum.path().compareTo(last) <= 0) {
                faults.add("sums", DumpNames.SUMS, "line " + number + " is not as it was written");
            }
            if (sum != null) {
                int slash = sum.path().indexOf('/');
                String part = slash < 0 ? sum.path() : sum.path().substring(0, slash);
                if (!sealsBefore.containsKey(part)) {
                    sealsBefore.put(part, number == 1 ? "" : seal());
                }
                last = sum.path();
            }
            digest.update(line);
            if (sum != null) {
                return sum;
            }
        }
    }

    /** With its end, unless the file ends before; empty at the end. */
    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            if (b == '\n' || line.size() == MAX_LINE) {
                break;
            }
        }
        return line.toByteArray();
    }

    /** Of the lines so far. */
    String seal() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's SHA-256 can be cloned", e);
        }
    }

    /** By part, in order: the seal of the lines before it, empty for the first. */
    SortedMap<String, String> sealsBefore() {
        return sealsBefore;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
