package dev.lokistore.index.anatomy;

import dev.lokistore.chunk.CorruptDataException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A TSDB index file ({@code formats/index-tables.md#42-layout}). Where the table of contents cannot be relied on, symbols and
 * series are gone through from the front, as far as they lead.
 */
public final class TsdbAnatomy extends Anatomy {
    private static final int HEADER = 5;
    private static final int TOC = 76;
    private static final int CRC_BYTES = 4;
    private static final int SERIES_ALIGNMENT = 16;
    private static final String[] FIELDS = {
        "symbols",
        "series",
        "label indices",
        "table of label indices",
        "postings",
        "table of postings",
        "table of fingerprints"
    };

    /** In the order of the file. */
    private static final int[] IN_FILE = {0, 1, 2, 4, 3, 5, 6};

    private final Bytes all;
    private final List<String> symbols = new ArrayList<>();
    private final long[] starts;
    private final boolean tocOk;

    TsdbAnatomy(String name, byte[] bytes) {
        super(name, bytes);
        this.all = new Bytes(name, bytes);
        int toc = bytes.length - TOC;
        this.tocOk = toc >= HEADER && all.crc32c(toc, toc + TOC - CRC_BYTES) == all.i32be(toc + TOC - CRC_BYTES);
        this.starts = starts(toc);
        Seamless none = new Seamless(0, 0, part -> {});
        try {
            symbols(new Walk(name, all, none, HEADER, bytes.length));
        } catch (CorruptDataException e) {
            // those before it are known; where it is shows when it is looked at
        }
    }

    /** Where each section begins, in the order of the file, and at last the table of contents; the end if not known. */
    private long[] starts(int toc) {
        long[] found = new long[IN_FILE.length + 1];
        if (toc >= HEADER) {
            // also where its checksum is wrong, as long as it can be right
            for (int i = 0; i < IN_FILE.length; i++) {
                found[i] = all.u64be(toc + 8 * IN_FILE[i]);
            }
            found[IN_FILE.length] = toc;
            boolean ordered = found[0] == HEADER
                    && LongStream.range(1, found.length).allMatch(i -> found[(int) i] >= found[(int) i - 1]);
            if (ordered) {
                return found;
            }
        }
        Arrays.fill(found, all.size());
        found[0] = Math.min(HEADER, all.size());
        if (all.size() >= HEADER + CRC_BYTES) {
            found[1] = Math.min(all.size(), HEADER + 4 + all.u32be(HEADER) + CRC_BYTES);
        }
        return found;
    }

    @Override
    public String kind() {
        return "tsdb";
    }

    @Override
    void outlineParts(Seamless sink) {
        sink.part(0, Math.min(HEADER, all.size()), "header", header(), null);
        for (int i = 0; i < IN_FILE.length; i++) {
            String what = FIELDS[IN_FILE[i]];
            boolean single = IN_FILE[i] == 0 || IN_FILE[i] == 3 || IN_FILE[i] >= 5;
            Boolean ok = single ? (Boolean) sectionOk((int) starts[i], (int) starts[i + 1]) : null;
            sink.part(starts[i], starts[i + 1] - starts[i], what, single ? "a section with its checksum" : "", ok);
        }
        sink.part(starts[IN_FILE.length], all.size() - starts[IN_FILE.length], "table of contents", "", tocOk);
    }

    private String header() {
        return all.size() < HEADER ? "cut off" : "magic and format " + all.u8(4);
    }

    private boolean sectionOk(int from, int end) {
        if (from + 8 > end) {
            return false;
        }
        long length = all.u32be(from);
        if (length > end - from - 8L) {
            return false;
        }
        int crc = from + 4 + (int) length;
        return all.crc32c(from + 4, crc) == all.i32be(crc);
    }

    @Override
    void detailParts(Seamless sink) {
        Walk head = new Walk(name(), all, sink, 0, Math.min(HEADER, all.size()));
        try {
            head.part(4, "magic", Integer.toHexString(all.i32be(0)), true);
            head.u8("format version");
        } catch (CorruptDataException e) {
            head.rest("header", e);
        }
        for (int i = 0; i < IN_FILE.length; i++) {
            if (!sink.wants(starts[i], starts[i + 1])) {
                sink.part(starts[i], starts[i + 1] - starts[i], FIELDS[IN_FILE[i]], "", null);
                continue;
            }
            Walk walk = new Walk(name(), all, sink, (int) starts[i], (int) starts[i + 1]);
            try {
                section(walk, IN_FILE[i]);
                walk.rest("behind the " + FIELDS[IN_FILE[i]], null);
            } catch (CorruptDataException e) {
                walk.rest("rest of the " + FIELDS[IN_FILE[i]], e);
            }
        }
        toc(new Walk(name(), all, sink, (int) starts[IN_FILE.length], all.size()));
    }

    private void section(Walk walk, int field) throws CorruptDataException {
        switch (field) {
            case 0 -> symbols(walk);
            case 1 -> {
                while (walk.left() > 0) {
                    series(walk);
                }
            }
            case 2, 4 -> {
                while (walk.left() > 0) {
                    list(walk, field == 2 ? "values of a label" : "postings");
                }
            }
            case 3, 5 -> table(walk, FIELDS[field]);
            default -> fingerprints(walk);
        }
    }

    /** Zeros up to a multiple. */
    private void padding(Walk walk, int alignment) throws CorruptDataException {
        int zeros = Math.min(walk.left(), -walk.at() & alignment - 1);
        boolean blank = true;
        for (int i = 0; i < zeros; i++) {
            blank &= all.u8(walk.at() + i) == 0;
        }
        if (zeros > 0) {
            walk.part(zeros, "padding", "up to a multiple of " + alignment, blank);
        }
    }

    private int begin(Walk walk, String of) throws CorruptDataException {
        long length = walk.u32be("length of the " + of);
        if (length > walk.left() - CRC_BYTES) {
            throw new CorruptDataException(
                    name(),
                    walk.at() - 4L,
                    "length of the " + of + ": at most " + (walk.left() - CRC_BYTES) + " expected, found " + length);
        }
        return walk.at();
    }

    private void symbols(Walk walk) throws CorruptDataException {
        int from = begin(walk, "symbols");
        long count = walk.u32be("number of symbols");
        boolean first = symbols.isEmpty();
        for (long i = 0; i < count; i++) {
            String text = walk.text("symbol " + i);
            if (first) {
                symbols.add(text);
            }
        }
        walk.crc(from, "symbols");
    }

    private void series(Walk walk) throws CorruptDataException {
        padding(walk, SERIES_ALIGNMENT);
        if (walk.left() == 0) {
            return;
        }
        String of = " of series " + walk.at() / SERIES_ALIGNMENT;
        long length = walk.uvarint("length" + of);
        if (length < 0 || length > walk.left() - CRC_BYTES) {
            throw new CorruptDataException(name(), walk.at(), "length" + of + ": longer than what is left");
        }
        int body = walk.at();
        int end = body + (int) length;
        if (walk.left() < 8) {
            throw new CorruptDataException(name(), body, "fingerprint" + of + ": cut off");
        }
        walk.part(8, "fingerprint" + of, Long.toHexString(all.u64be(body)), null);
        long labels = walk.uvarint("number of labels" + of);
        for (long i = 0; i < labels; i++) {
            int at = walk.at();
            long label = all.uvarint(at, end);
            int taken = all.taken();
            long value = all.uvarint(at + taken, end);
            walk.part(taken + all.taken(), "label" + of, symbol(label) + " = " + symbol(value), null);
        }
        int at = walk.at();
        long chunks = all.uvarint(at, end);
        walk.part(all.taken(), "number of chunks" + of, Long.toUnsignedString(chunks), null);
        chunks(walk, end, chunks, of);
        walk.crc(body, "series");
    }

    /** @param end of the list */
    private void chunks(Walk walk, int end, long count, String of) throws CorruptDataException {
        if (all.u8(4) >= 3) {
            long markers = walk.u32be("length of the page markers" + of);
            if (markers > end - walk.at()) {
                throw new CorruptDataException(name(), walk.at(), "page markers" + of + ": longer than the series");
            }
            walk.part(markers, "page markers" + of, "sums and bounds of 16 chunks each", null);
        }
        long before = 0;
        for (long i = 0; i < count; i++) {
            int at = walk.at();
            long min = before + all.varint(at, end);
            int next = at + all.taken();
            long max = min + all.uvarint(next, end);
            next += all.taken();
            long kilobytes = all.uvarint(next, end);
            next += all.taken();
            long entries = all.uvarint(next, end);
            next += all.taken();
            if (next + CRC_BYTES > end) {
                throw new CorruptDataException(name(), at, "chunk " + i + of + ": cut off");
            }
            String what = Instant.ofEpochMilli(min) + " to " + Instant.ofEpochMilli(max) + ", "
                    + Long.toUnsignedString(kilobytes) + " KB, " + Long.toUnsignedString(entries)
                    + " entries, checksum " + Integer.toHexString(all.i32be(next));
            walk.part(next + CRC_BYTES - at, "chunk " + i + of, what, null);
            before = max;
        }
        walk.part(end - walk.at(), "behind the chunks" + of, "", false);
    }

    private String symbol(long number) {
        return number >= 0 && number < symbols.size() ? symbols.get((int) number) : "symbol " + number + ", unknown";
    }

    private void list(Walk walk, String of) throws CorruptDataException {
        padding(walk, 4);
        if (walk.left() == 0) {
            return;
        }
        int from = begin(walk, of);
        int length = (int) all.u32be(from - 4);
        walk.part(length, of, (length / 4) + " numbers", null);
        walk.crc(from, of);
    }

    private void table(Walk walk, String of) throws CorruptDataException {
        int from = begin(walk, of);
        long count = walk.u32be("number of entries");
        for (long i = 0; i < count; i++) {
            long texts = walk.uvarint("number of texts");
            for (long j = 0; j < texts; j++) {
                walk.text(j == 0 ? "name" : "value");
            }
            walk.uvarint("offset of the list");
        }
        walk.crc(from, of);
    }

    private void fingerprints(Walk walk) throws CorruptDataException {
        int from = begin(walk, "table of fingerprints");
        long count = walk.u32be("number of entries");
        for (long i = 0; i < count; i++) {
            walk.u64be("series");
            if (walk.left() < 8) {
                throw new CorruptDataException(name(), walk.at(), "fingerprint: cut off");
            }
            walk.part(8, "its fingerprint", Long.toHexString(all.u64be(walk.at())), null);
        }
        walk.crc(from, "table of fingerprints");
    }

    private void toc(Walk walk) {
        int from = walk.at();
        try {
            for (String field : FIELDS) {
                walk.u64be("offset of the " + field);
            }
            for (String bound : new String[] {"first time", "last time"}) {
                long millis = walk.left() < 8 ? 0 : all.u64be(walk.at());
                walk.part(8, bound, Walk.time(Math.multiplyExact(millis, 1_000_000L)), null);
            }
            walk.crc(from, "table of contents");
        } catch (CorruptDataException e) {
            walk.rest("rest of the table of contents", e);
        } catch (ArithmeticException e) {
            walk.rest("rest of the table of contents", null);
        }
    }
}
