package dev.lokistore.compactor.dump;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names inside a dump. They are numbers and fixed words, so that no key of a store can lead out of the folder:
 *
 * <pre>
 * SHA256SUMS                   every other file with its SHA-256, in order, as sha256sum writes and checks it
 * 0001/                        a part: what one run of the command added
 * 0001/manifest.jsonl          what the run was, a line for each object, totals
 * 0001/00000001/object         an object's bytes
 * 0001/00000001/chunk.json     header, block table, what is wrong
 * 0001/00000001/entries.jsonl  entries that a checksum vouches for
 * 0001/00000001/doubtful.jsonl entries that decode, and no more
 * 0001/00000001/gaps.jsonl     what is lost
 * </pre>
 */
final class DumpNames {
    static final String SUMS = "SHA256SUMS";
    static final String MANIFEST = "manifest.jsonl";
    static final String OBJECT = "object";
    static final String CHUNK = "chunk.json";
    static final String ENTRIES = "entries.jsonl";
    static final String DOUBTFUL = "doubtful.jsonl";
    static final String GAPS = "gaps.jsonl";

    /** Anything longer would not sort by number. */
    static final int MAX_PARTS = 9_999;

    private static final long MAX_OBJECTS = 99_999_999;

    private static final Pattern NAME = Pattern.compile(SUMS + "|[0-9]{4}/([0-9]{8}/)?[a-z]+(\\.[a-z]+)?");

    /** Of a part that is being written. */
    private static final Pattern UNFINISHED = Pattern.compile("\\.([0-9]{4})\\.part");

    private DumpNames() {}

    /** Whether it can be the name of a file of a dump; then it leads nowhere else. */
    static boolean isName(String path) {
        return NAME.matcher(path).matches();
    }

    static String part(int number) {
        return String.format(Locale.ROOT, "%04d", number);
    }

    /** @param number from 1 */
    static String object(long number) {
        if (number > MAX_OBJECTS) {
            throw new IllegalArgumentException("a part takes " + MAX_OBJECTS + " objects");
        }
        return String.format(Locale.ROOT, "%08d", number);
    }

    static String unfinished(String part) {
        return "." + part + ".part";
    }

    static boolean isUnfinished(String name) {
        return UNFINISHED.matcher(name).matches();
    }

    /** The part whose unfinished folder it is. */
    static String partOf(String unfinished) {
        return unfinished.substring(1, 5);
    }
}
