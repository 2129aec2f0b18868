package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** Writes TSDB index files by the rules of {@code formats/index-tables.md#47-writing-algorithm}, whole in memory. */
public final class TsdbBuilder {
    private record Chunk(long from, long through, int checksum, long kilobytes, long entries) {}

    private record Series(long fingerprint, Labels labels, List<Chunk> chunks) {}

    private static final Comparator<Chunk> CHUNK_ORDER = Comparator.comparingLong(Chunk::from)
            .thenComparingLong(Chunk::through)
            .thenComparing(Chunk::checksum, Integer::compareUnsigned);
    private static final int PAGE = 16;

    private final int version;
    private int gapBytes;
    private final Map<Labels, Series> series = new LinkedHashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public TsdbBuilder(int version) {
        this.version = version;
    }

    /** Leaves room behind the series, which no Loki does. */
    public TsdbBuilder withGap(int bytes) {
        gapBytes = bytes;
        return this;
    }

    /** For a tenant's folder. */
    public TsdbBuilder add(long fingerprint, IndexedSeries added) {
        return add(fingerprint, added, Map.of());
    }

    /** For a table's root. */
    public TsdbBuilder addWithTenant(long fingerprint, IndexedSeries added) {
        return add(fingerprint, added, Map.of("__loki_tenant__", added.tenant().value()));
    }

    private TsdbBuilder add(long fingerprint, IndexedSeries added, Map<String, String> more) {
        Map<String, String> pairs = new HashMap<>(added.labels().asMap());
        pairs.putAll(more);
        Labels labels = Labels.of(pairs);
        Series target = series.computeIfAbsent(labels, l -> new Series(fingerprint, l, new ArrayList<>()));
        for (IndexedChunk chunk : added.chunks()) {
            target.chunks()
                    .add(new Chunk(
                            chunk.ref().fromMillis(),
                            chunk.ref().throughMillis(),
                            chunk.ref().checksum(),
                            chunk.volume().rawKilobytes(),
                            chunk.volume().entries()));
        }
        return this;
    }

    public byte[] build() {
        out.reset();
        List<Series> sorted = new ArrayList<>(series.values());
        sorted.sort(
                Comparator.comparing(Series::fingerprint, Long::compareUnsigned).thenComparing(Series::labels));
        Map<String, Integer> symbols = new HashMap<>();
        TreeSet<String> strings = new TreeSet<>(Labels::compareUtf8);
        for (Series one : sorted) {
            for (int i = 0; i < one.labels().size(); i++) {
                strings.add(one.labels().name(i));
                strings.add(one.labels().value(i));
            }
        }
        strings.forEach(string -> symbols.put(string, symbols.size()));

        u32(out, 0xBAAAD700);
        out.write(version);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        u32(content, strings.size());
        strings.forEach(string -> string(content, string));
        section(content);

        long[] toc = new long[9];
        toc[0] = 5;
        toc[1] = out.size();
        ByteArrayOutputStream fingerprints = new ByteArrayOutputStream();
        u32(fingerprints, (sorted.size() + 1023) / 1024);
        TreeMap<String, TreeMap<String, List<Integer>>> postings = new TreeMap<>(Labels::compareUtf8);
        List<Integer> all = new ArrayList<>();
        long from = 0;
        long through = 0;
        for (int i = 0; i < sorted.size(); i++) {
            Series one = sorted.get(i);
            one.chunks().sort(CHUNK_ORDER);
            pad(16);
            int reference = out.size() / 16;
            if (i % 1024 == 0) {
                u64(fingerprints, reference);
                u64(fingerprints, one.fingerprint());
            }
            all.add(reference);
            for (int l = 0; l < one.labels().size(); l++) {
                postings.computeIfAbsent(one.labels().name(l), n -> new TreeMap<>(Labels::compareUtf8))
                        .computeIfAbsent(one.labels().value(l), v -> new ArrayList<>())
                        .add(reference);
            }
            byte[] body = record(one, symbols);
            uvarint(out, body.length);
            out.writeBytes(body);
            u32(out, crc(body));
            for (Chunk chunk : one.chunks()) {
                from = from == 0 ? chunk.from() : Math.min(from, chunk.from());
                through = Math.max(through, chunk.through());
            }
        }
        toc[7] = from;
        toc[8] = through;

        out.writeBytes(new byte[gapBytes]);
        toc[2] = out.size();
        ByteArrayOutputStream indexTable = new ByteArrayOutputStream();
        u32(indexTable, postings.size());
        postings.forEach((name, values) -> {
            pad(4);
            uvarint(indexTable, 1);
            string(indexTable, name);
            uvarint(indexTable, out.size());
            ByteArrayOutputStream index = new ByteArrayOutputStream();
            u32(index, 1);
            u32(index, values.size());
            values.keySet().forEach(value -> u32(index, symbols.get(value)));
            section(index);
        });
        toc[4] = out.size();
        pad(4);
        ByteArrayOutputStream postingsTable = new ByteArrayOutputStream();
        int lists = 1 + postings.values().stream().mapToInt(TreeMap::size).sum();
        u32(postingsTable, lists);
        list(postingsTable, "", "", all);
        postings.forEach((name, values) -> values.forEach((value, list) -> list(postingsTable, name, value, list)));
        toc[3] = out.size();
        section(indexTable);
        toc[5] = out.size();
        section(postingsTable);
        toc[6] = out.size();
        section(fingerprints);
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        for (long field : toc) {
            u64(tail, field);
        }
        out.writeBytes(tail.toByteArray());
        u32(out, crc(tail.toByteArray()));
        return out.toByteArray();
    }

    private void list(ByteArrayOutputStream table, String name, String value, List<Integer> references) {
        pad(4);
        uvarint(table, 2);
        string(table, name);
        string(table, value);
        uvarint(table, out.size());
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        u32(list, references.size());
        references.forEach(reference -> u32(list, reference));
        section(list);
    }

    private byte[] record(Series one, Map<String, Integer> symbols) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        u64(body, one.fingerprint());
        uvarint(body, one.labels().size());
        for (int i = 0; i < one.labels().size(); i++) {
            uvarint(body, symbols.get(one.labels().name(i)));
            uvarint(body, symbols.get(one.labels().value(i)));
        }
        List<Chunk> chunks = one.chunks();
        uvarint(body, chunks.size());
        ByteArrayOutputStream markers = new ByteArrayOutputStream();
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        uvarint(markers, (chunks.size() + PAGE - 1) / PAGE);
        long previous = 0;
        for (int page = 0; page < chunks.size(); page += PAGE) {
            List<Chunk> inPage = chunks.subList(page, Math.min(page + PAGE, chunks.size()));
            uvarint(markers, inPage.size());
            u32(markers, (int) inPage.stream().mapToLong(Chunk::kilobytes).sum());
            u32(markers, (int) inPage.stream().mapToLong(Chunk::entries).sum());
            uvarint(markers, entries.size());
            long min = inPage.stream().mapToLong(Chunk::from).min().getAsLong();
            long max = inPage.stream().mapToLong(Chunk::through).max().getAsLong();
            varint(markers, min);
            varint(markers, max - min);
            for (Chunk chunk : inPage) {
                varint(entries, chunk.from() - previous);
                uvarint(entries, chunk.through() - chunk.from());
                uvarint(entries, chunk.kilobytes());
                uvarint(entries, chunk.entries());
                u32(entries, chunk.checksum());
                previous = chunk.through();
            }
        }
        if (version == 3) {
            u32(body, chunks.isEmpty() ? 0 : markers.size());
            body.writeBytes(markers.toByteArray());
        }
        body.writeBytes(entries.toByteArray());
        return body.toByteArray();
    }

    private void section(ByteArrayOutputStream content) {
        u32(out, content.size());
        out.writeBytes(content.toByteArray());
        u32(out, crc(content.toByteArray()));
    }

    private void pad(int multiple) {
        while (out.size() % multiple != 0) {
            out.write(0);
        }
    }

    static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static void u32(ByteArrayOutputStream to, int value) {
        to.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    }

    private static void u64(ByteArrayOutputStream to, long value) {
        to.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
    }

    private static void string(ByteArrayOutputStream to, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        uvarint(to, bytes.length);
        to.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream to, long value) {
        uvarint(to, (value << 1) ^ (value >> 63));
    }

    static void uvarint(ByteArrayOutputStream to, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        to.write((int) rest);
    }
}
