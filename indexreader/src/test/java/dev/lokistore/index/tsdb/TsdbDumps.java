package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The annotated files of {@code formats/index-tables.md#46}, copied from there, and the example that is in them. */
final class TsdbDumps {
    static final TenantId FAKE = TenantId.of("fake");
    static final long FINGERPRINT = 0xc7a7b6a4c471376dL;
    static final IndexedSeries EXAMPLE = series(
            FAKE,
            FINGERPRINT,
            Labels.of("app", "a", "env", "b"),
            chunk(1700000000123L, 1700003600456L, 0xdeadbeef, 300, 1000));

    static final byte[] FORMAT_3 = bytes(
            """
            ba aa d7 00 03
            00 00 00 10  00 00 00 04
            01 61  03 61 70 70  01 62  03 65 6e 76
            df 82 e1 52
            00 00 00
            39
            c7 a7 b6 a4 c4 71 37 6d
            02  01 00  03 02
            01  00 00 00 15  01
            01  00 00 01 2c  00 00 03 e8  00
            f6 a1 ab fe f9 62   9a bf b7 03
            f6 a1 ab fe f9 62   cd df db 01
            ac 02  e8 07  de ad be ef
            bc b4 56 8f
            00 00
            00 00 00 0c  00 00 00 01 00 00 00 01 00 00 00 00  e7 4f 0c b9
            00 00 00 0c  00 00 00 01 00 00 00 01 00 00 00 02  06 74 7c 4e
            00 00 00 08  00 00 00 01 00 00 00 02  55 02 ad d1
            00 00 00 08  00 00 00 01 00 00 00 02  55 02 ad d1
            00 00 00 08  00 00 00 01 00 00 00 02  55 02 ad d1
            00 00 00 10  00 00 00 02  01 03 61 70 70 60  01 03 65 6e 76 74  0e f3 14 1a
            00 00 00 1b  00 00 00 03  02 00 00 88 01  02 03 61 70 70 01 61 98 01
                                      02 03 65 6e 76 01 62 a8 01  3f d6 b9 07
            00 00 00 14  00 00 00 01  00 00 00 00 00 00 00 02  c7 a7 b6 a4 c4 71 37 6d  3f d5 da 9d
            """ + longs(0x05, 0x1d, 0x5e, 0xb8, 0x88, 0xd0, 0xf3, 0x018bcfe5687bL, 0x018bd01c5848L) + " f2 31 c3 97");

    /** Of format 2: the record from its length on. */
    static final byte[] RECORD_2 = bytes("""
            20  c7 a7 b6 a4 c4 71 37 6d  02 01 00 03 02
            01  f6 a1 ab fe f9 62  cd df db 01  ac 02  e8 07  de ad be ef
            d2 13 06 80
            """);

    static final byte[] TOC_2 =
            bytes(longs(0x05, 0x1d, 0x45, 0xa0, 0x70, 0xb8, 0xda, 0x018bcfe5687bL, 0x018bd01c5848L) + " 9a 38 a4 b2");

    /** Format 3: 18 chunks, so two pages; the chunks in the middle are filled in as the document says. */
    static final byte[] RECORD_OF_TWO_PAGES = bytes("""
            f3 01  c7a7b6a4c471376d  02 01 00 03 02
            12  00 00 00 28  02
            10  00 00 00 a0  00 00 00 50  00     f6a1abfef962  fe9775
            02  00 00 00 14  00 00 00 0a  a5 01  f6b9a0fff962  fed20e
            f6a1abfef962 dfd403 0a 05 00000001
            """ + middleChunks());

    static final byte[] RECORD_WITHOUT_CHUNKS =
            bytes("13 c7a7b6a4c471376d 02 01 00 03 02  00  00 00 00 00  00  f7fe5289");

    private TsdbDumps() {}

    static IndexedSeries twoPages() {
        List<IndexedChunk> chunks = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            long from = 1700000000123L + i * 60_000L;
            chunks.add(chunk(from, from + 59_999, i + 1, 10, 5));
        }
        return series(FAKE, FINGERPRINT, Labels.of("app", "a", "env", "b"), chunks.toArray(IndexedChunk[]::new));
    }

    private static String middleChunks() {
        StringBuilder text = new StringBuilder();
        for (int i = 2; i <= 18; i++) {
            text.append(" 02 dfd403 0a 05 %08x".formatted(i));
        }
        return text.toString();
    }

    private static String longs(long... values) {
        StringBuilder text = new StringBuilder();
        for (long value : values) {
            text.append(" %016x".formatted(value));
        }
        return text.toString();
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    static IndexedChunk chunk(long from, long through, int checksum, long kilobytes, long entries) {
        return new IndexedChunk(new ChunkRef(FAKE, 0, from, through, checksum), new ChunkVolume(kilobytes, entries));
    }

    /** Gives the chunks the series' tenant and fingerprint. */
    static IndexedSeries series(TenantId tenant, long fingerprint, Labels labels, IndexedChunk... chunks) {
        List<IndexedChunk> own = new ArrayList<>();
        for (IndexedChunk chunk : chunks) {
            ChunkRef ref = chunk.ref();
            own.add(new IndexedChunk(
                    new ChunkRef(tenant, fingerprint, ref.fromMillis(), ref.throughMillis(), ref.checksum()),
                    chunk.volume()));
        }
        return new IndexedSeries(tenant, labels, own);
    }

    static List<IndexedSeries> drain(SeriesCursor cursor) throws IOException {
        List<IndexedSeries> all = new ArrayList<>();
        try (cursor) {
            while (cursor.next()) {
                all.add(cursor.series());
            }
        }
        return all;
    }

    static TsdbFile open(byte[] bytes) throws IOException {
        return TsdbFile.open(ByteSource.of("index/t_1/fake/x.tsdb", bytes));
    }
}
