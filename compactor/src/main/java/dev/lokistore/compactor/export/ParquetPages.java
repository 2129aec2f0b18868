package dev.lokistore.compactor.export;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes columns as pages. */
final class ParquetPages {
    private static final int DATA_PAGE = 0;
    private static final int DICTIONARY_PAGE = 2;
    static final int PLAIN = 0;
    static final int RLE = 3;
    static final int RLE_DICTIONARY = 8;

    private final Compression compression;
    private final TextBuffer content = new TextBuffer();
    private final TextBuffer header = new TextBuffer();
    private byte[] target = new byte[0];
    /** What {@link #compress} made; valid until it is called again. */
    private byte[] stored = target;

    private int storedBytes;

    ParquetPages(Compression compression) {
        this.compression = compression;
    }

    /** Takes bytes of the file. */
    @FunctionalInterface
    interface Sink {
        void put(byte[] from, int offset, int length) throws IOException;
    }

    /** As the footer names it. */
    int codec() {
        return switch (compression) {
            case NONE -> 0;
            case GZIP -> 2;
            case ZSTD -> 6;
        };
    }

    /** @param start where in the file the first page comes to stand */
    ParquetFooter.Chunk write(ParquetColumn column, long start, Sink out) throws IOException {
        Sizes sizes = new Sizes();
        boolean dictionary = column.usesDictionary();
        if (dictionary) {
            TextBuffer values = column.dictionary();
            page(DICTIONARY_PAGE, column.dictionarySize(), PLAIN, values, sizes, out);
        }
        long dataStart = start + sizes.stored;
        for (int i = 0; i < column.pages().size(); i++) {
            content.clear();
            column.page(i, content);
            int values = column.pages().get(i).levels();
            page(DATA_PAGE, values, dictionary ? RLE_DICTIONARY : PLAIN, content, sizes, out);
        }
        return new ParquetFooter.Chunk(
                column.kind(),
                column.path(),
                dictionary,
                column.levels(),
                column.nulls(),
                sizes.raw,
                sizes.stored,
                start,
                dataStart,
                column.bounds());
    }

    private static final class Sizes {
        private long raw;
        private long stored;
    }

    private void page(int type, int values, int encoding, TextBuffer raw, Sizes sizes, Sink out) throws IOException {
        compress(raw);
        header.clear();
        ThriftWriter thrift =
                new ThriftWriter(header).i32(1, type).i32(2, raw.size()).i32(3, storedBytes);
        if (type == DATA_PAGE) {
            thrift.struct(
                    5, page -> page.i32(1, values).i32(2, encoding).i32(3, RLE).i32(4, RLE));
        } else {
            thrift.struct(7, page -> page.i32(1, values).i32(2, encoding));
        }
        thrift.end();
        out.put(header.array(), 0, header.size());
        out.put(stored, 0, storedBytes);
        sizes.raw += header.size() + raw.size();
        sizes.stored += header.size() + storedBytes;
    }

    private void compress(TextBuffer raw) throws IOException {
        switch (compression) {
            case NONE -> {
                stored = raw.array();
                storedBytes = raw.size();
            }
            case ZSTD -> {
                int bound = Math.toIntExact(Zstd.compressBound(raw.size()));
                if (target.length < bound) {
                    target = new byte[bound];
                }
                long size = Zstd.compressByteArray(
                        target, 0, target.length, raw.array(), 0, raw.size(), Compression.ZSTD_LEVEL);
                if (Zstd.isError(size)) {
                    throw new IOException("zstd: " + Zstd.getErrorName(size));
                }
                stored = target;
                storedBytes = Math.toIntExact(size);
            }
            case GZIP -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (OutputStream stream = compression.into(bytes)) {
                    stream.write(raw.array(), 0, raw.size());
                }
                stored = bytes.toByteArray();
                storedBytes = stored.length;
            }
        }
    }
}
