package dev.lokistore.index.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.lokistore.chunk.CorruptDataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Unpacking: what is accepted, and every way to be refused. */
class GunzipTest {
    private static final byte[] TEXT =
            "an index file, an index file, an index file".repeat(50).getBytes(StandardCharsets.UTF_8);

    @Test
    void unpacksOneMember() throws IOException {
        assertThat(unpack(gzip(TEXT))).isEqualTo(TEXT);
        assertThat(unpack(gzip(new byte[0]))).isEmpty();
    }

    @Test
    void unpacksContentLargerThanItsBuffers() throws IOException {
        byte[] random = new byte[300_000];
        new Random(1).nextBytes(random);
        assertThat(unpack(gzip(random))).isEqualTo(random);
    }

    @Test
    void unpacksSeveralMembers() throws IOException {
        assertThat(unpack(join(gzip(TEXT), gzip(new byte[0]), gzip(TEXT)))).isEqualTo(join(TEXT, TEXT));
    }

    @Test
    void skipsOptionalHeaderFieldsAndVerifiesTheirChecksum() throws IOException {
        byte[] plain = gzip(TEXT);
        byte[] header = join(
                new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3},
                new byte[] {3, 0, 9, 9, 9},
                "name\0comment\0".getBytes(StandardCharsets.UTF_8));
        CRC32 crc = new CRC32();
        crc.update(header);
        int sum = (int) crc.getValue() & 0xffff;
        byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
        assertThat(unpack(join(header, new byte[] {(byte) sum, (byte) (sum >> 8)}, rest)))
                .isEqualTo(TEXT);
        assertThatThrownBy(() -> unpack(join(header, new byte[] {(byte) ~sum, (byte) (sum >> 8)}, rest)))
                .hasMessageContaining("index/t_1/x.gz at byte 28: checksum of the gzip header");
    }

    @Test
    void bytesAfterTheLastMemberAreRefusedWithTheirOffset() {
        byte[] packed = gzip(TEXT);
        for (byte[] garbage :
                new byte[][] {{0}, {0, 0}, "garbage".getBytes(StandardCharsets.UTF_8), {0x1f}, {0x1f, (byte) 0x8b}}) {
            assertThatThrownBy(() -> unpack(join(packed, garbage)))
                    .isInstanceOfSatisfying(
                            CorruptDataException.class,
                            e -> assertThat(e.offset()).isGreaterThanOrEqualTo(packed.length));
        }
        assertThatThrownBy(() -> unpack(join(packed, "garbage".getBytes(StandardCharsets.UTF_8))))
                .hasMessage("index/t_1/x.gz at byte " + packed.length
                        + ": end of the gzip stream or another member's magic: expected 1f8b, found 6761");
    }

    @Test
    void emptyObjectIsRefused() {
        assertThatThrownBy(() -> unpack(new byte[0]))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("index/t_1/x.gz at byte 0: gzip stream: expected more of the gzip header, found the end of"
                        + " the object");
    }

    @Test
    void everyTruncationIsRefusedWithTheOffsetOfTheEnd() throws IOException {
        byte[] packed = gzip(TEXT);
        for (int length = 0; length < packed.length; length++) {
            try {
                unpack(Arrays.copyOf(packed, length));
            } catch (CorruptDataException expected) {
                assertThat(expected.offset()).isEqualTo(length);
                continue;
            }
            fail("cut to %d bytes: no error", length);
        }
    }

    @Test
    void everyChangedByteIsRefusedOrHarmless() throws IOException {
        byte[] packed = gzip(TEXT);
        for (int i = 0; i < packed.length; i++) {
            byte[] damaged = packed.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            try {
                assertThat(unpack(damaged)).as("byte %d", i).isEqualTo(TEXT);
            } catch (CorruptDataException expected) {
                assertThat(expected.source()).isEqualTo("index/t_1/x.gz");
                assertThat(expected.offset()).isBetween(0L, (long) packed.length);
            }
        }
    }

    @Test
    void wrongChecksumAndWrongSizeAreToldApart() {
        byte[] packed = gzip(TEXT);
        byte[] checksum = packed.clone();
        checksum[packed.length - 8] ^= 1;
        assertThatThrownBy(() -> unpack(checksum))
                .hasMessageContaining("at byte " + (packed.length - 8) + ": CRC-32 of the unpacked data");
        byte[] size = packed.clone();
        size[packed.length - 4] ^= 1;
        assertThatThrownBy(() -> unpack(size))
                .hasMessageContaining("at byte " + (packed.length - 4) + ": size of the unpacked data: expected "
                        + (TEXT.length ^ 1) + ", found " + TEXT.length);
    }

    @Test
    void limitOnUnpackedBytesStopsABomb() throws IOException {
        byte[] bomb = gzip(new byte[10 << 20]);
        long[] written = new long[1];
        TableOptions options = TableOptions.DEFAULT.withUnpackedBytes(1 << 20);
        assertThatThrownBy(() -> Gunzip.unpack(
                        "x.gz", new ByteArrayInputStream(bomb), options, (bytes, from, count) -> written[0] += count))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("size of the unpacked data: expected at most 1048576 bytes");
        assertThat(written[0]).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void limitOnTheRatioStopsABombButNotAFileGrownByZeros() throws IOException {
        long[] written = new long[1];
        byte[] grown = gzip(new byte[32 << 20]);
        Gunzip.unpack(
                "x.gz",
                new ByteArrayInputStream(grown),
                TableOptions.DEFAULT,
                (bytes, from, count) -> written[0] += count);
        assertThat(written[0]).isEqualTo(32 << 20);
        byte[] bomb = gzip(new byte[80 << 20]);
        assertThatThrownBy(() -> Gunzip.unpack(
                        "x.gz", new ByteArrayInputStream(bomb), TableOptions.DEFAULT, (bytes, from, count) -> {}))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("ratio of unpacked to stored data: expected at most 200");
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Gunzip.unpack("index/t_1/x.gz", new ByteArrayInputStream(packed), TableOptions.DEFAULT, out::write);
        return out.toByteArray();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
