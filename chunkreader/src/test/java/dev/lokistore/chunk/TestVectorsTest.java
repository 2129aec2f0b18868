package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of {@code formats/chunks-and-layout.md#8-test-vectors}, which Loki 3.7.6 produced. */
class TestVectorsTest {
    static final String V3_NONE =
            "012ee56a0300aab4aed8c7bfce972f0568656c6c6faadc8492cfbfce972f05776f726c64aadc8492cfbfce97"
                    + "2f06776f726c6432dc1e93340103aab4aed8c7bfce972faadc8492cfbfce972f06102ebb3e1ff50000000000000038";
    static final String V4_NONE = "012ee56a04000507747261636549440361626304757365720275310364656"
            + "67aa4ecc2aab4aed8c7bfce972f0568656c6c6f050200010203aadc8492cfbfce972f05776f726c6403010004"
            + "aadc8492cfbfce972f06776f726c643201007ab08f6b0103aab4aed8c7bfce972faadc8492cfbfce972f23283a6b7b53ce"
            + "0000000000000019000000000000000600000000000000170000000000000061";

    static final Labels LABELS = Labels.of("env", "dev", "app", "demo");
    static final long T1 = 1_700_000_000_123_456_789L;
    static final long T2 = 1_700_000_001_123_456_789L;
    static final List<TestEntry> ENTRIES =
            List.of(TestEntry.of(T1, "hello"), TestEntry.of(T2, "world"), TestEntry.of(T2, "world2"));
    static final List<TestEntry> ENTRIES_V4 = List.of(
            TestEntry.of(T1, "hello", "traceID", "abc", "user", "u1"),
            TestEntry.of(T2, "world", "traceID", "def"),
            TestEntry.of(T2, "world2"));

    @Test
    void theWriterGivesTheObjectAroundVersion3ByteForByte() {
        EncodedChunk chunk = write(ChunkFormat.of(3, Codec.NONE), ENTRIES);
        byte[] payload = HexFormat.of().parseHex(V3_NONE);
        assertThat(chunk.bytes()).hasSize(285).endsWith(payload);
        assertThat(hex(Arrays.copyOf(chunk.bytes(), 0x16)))
                .isEqualTo("000000beff060000734e61507059" + "01ac0000" + "4293952a");
        assertThat(new String(chunk.bytes(), 0x16, 168, StandardCharsets.UTF_8))
                .isEqualTo("{\"fingerprint\":5396444676321741639,\"userID\":\"fake\",\"from\":1700000000.123,"
                        + "\"through\":1700000001.124,\"metric\":{\"__name__\":\"logs\",\"app\":\"demo\",\"env\":\"dev\"},"
                        + "\"encoding\":129}\n");
        assertThat(ChunkKeyScheme.NESTED.format(chunk.ref()))
                .isEqualTo("fake/4ae405d76e348b47/18bcfe5687b:18bcfe56c64:8fe6ff9c");
        assertThat(chunk.entries()).isEqualTo(3);
        assertThat(chunk.rawBytes()).isEqualTo(16);
    }

    @Test
    void theWriterGivesTheObjectAroundVersion4ByteForByte() {
        EncodedChunk chunk = write(ChunkFormat.of(4, Codec.NONE), ENTRIES_V4);
        assertThat(chunk.bytes()).endsWith(HexFormat.of().parseHex("0000009c" + V4_NONE));
        assertThat(chunk.ref().checksum()).isEqualTo(0x68fa9324);
    }

    @ParameterizedTest
    @CsvSource({
        "2, NONE, 012ee56a0200aab4aed8c7bfce972f0568656c6c6faadc8492cfbfce972f05776f726c64aadc8492cfbfce972f06776f726c6432dc1e93340103aab4aed8c7bfce972faadc8492cfbfce972f062ecbc412320000000000000038",
        "3, NONE, " + V3_NONE,
        "3, GZIP, 012ee56a03011f8b080000096e8800ff002e00d1ffaab4aed8c7bfce972f0568656c6c6faadc8492cfbfce972f05776f726c64aadc8492cfbfce972f06776f726c64320300ff2a4a7a2e0000003dde15330103aab4aed8c7bfce972faadc8492cfbfce972f061047a24a575b0000000000000051",
        "3, SNAPPY, 012ee56a0304ff060000734e61507059002c000015a3ecc82e4caab4aed8c7bfce972f0568656c6c6faadc8492cf050f10776f726c64150f1806776f726c6432fa2cdcca0103aab4aed8c7bfce972faadc8492cfbfce972f06103a6cfa4f850000000000000044",
        "3, LZ4_4M, 012ee56a030704224d186070732e000080aab4aed8c7bfce972f0568656c6c6faadc8492cfbfce972f05776f726c64aadc8492cfbfce972f06776f726c643200000000a86ddc5b0103aab4aed8c7bfce972faadc8492cfbfce972f06103db8302b6e0000000000000047",
        "3, LZ4_64K, 012ee56a030304224d186040822e000080aab4aed8c7bfce972f0568656c6c6faadc8492cfbfce972f05776f726c64aadc8492cfbfce972f06776f726c64320000000052b285310103aab4aed8c7bfce972faadc8492cfbfce972f06103db8302b6e0000000000000047",
        "3, FLATE, 012ee56a0308002e00d1ffaab4aed8c7bfce972f0568656c6c6faadc8492cfbfce972f05776f726c64aadc8492cfbfce972f06776f726c6432030012b3634a0103aab4aed8c7bfce972faadc8492cfbfce972f06103532e973a1000000000000003f",
        "3, ZSTD, 012ee56a030928b52ffd0400710100aab4aed8c7bfce972f0568656c6c6faadc8492cfbfce972f05776f726c64aadc8492cfbfce972f06776f726c6432031c60c1139f5ae10103aab4aed8c7bfce972faadc8492cfbfce972f06103b9e91cc860000000000000045"
    })
    void oneLinePayloadsReadBack(int version, Codec codec, String payload) throws IOException {
        ChunkReader reader = ChunkReader.open(source(payload), ReadOptions.STRICT);
        assertThat(reader.formatVersion()).isEqualTo(version);
        assertThat(reader.codec()).isEqualTo(codec);
        assertThat(TestEntry.readAll(reader.entries(TimeRange.ALL))).isEqualTo(ENTRIES);
    }

    @Test
    void version1ReadsBack() throws IOException {
        String payload =
                "012ee56a011f8b0800a386036b02ff6b68b8f0e8d8fe73d3f55933527372f21b562c9b730ecc2dcf2fca498173d9c05c230050"
                        + "05d4f52e00000040ebef3501038080d0e2c6bfce972f80a8a69ccebfce972f05355b00335f000000000000003e";
        ChunkReader reader = ChunkReader.open(source(payload), ReadOptions.STRICT);
        assertThat(reader.formatVersion()).isEqualTo(1);
        assertThat(reader.codec()).isEqualTo(Codec.GZIP);
        assertThat(TestEntry.readAll(reader.entries(TimeRange.ALL)))
                .containsExactly(
                        TestEntry.of(1_700_000_000_000_000_000L, "hello"),
                        TestEntry.of(1_700_000_001_000_000_000L, "world"),
                        TestEntry.of(1_700_000_001_000_000_000L, "world2"));
    }

    @Test
    void version4WithStructuredMetadataReadsBack() throws IOException {
        String gzip =
                "012ee56a0401051f8b080000096e8800ff001800e7ff0774726163654944036162630475736572027531036465660300fb633c"
                        + "c0180000009d2a4de41f8b080000096e8800ff003a00c5ffaab4aed8c7bfce972f0568656c6c6f050200010203aadc8492cf"
                        + "bfce972f05776f726c6403010004aadc8492cfbfce972f06776f726c6432010003007a622fb43a000000a11427020103aab4"
                        + "aed8c7bfce972faadc8492cfbfce972f3c28534e0c3c46000000000000003200000000000000060000000000000017000000"
                        + "0000000093";
        for (String payload : List.of(V4_NONE, gzip)) {
            ChunkReader reader = ChunkReader.open(source(payload), ReadOptions.STRICT);
            assertThat(TestEntry.readAll(reader.entries(TimeRange.ALL))).isEqualTo(ENTRIES_V4);
            assertThat(reader.rawBytes()).isEqualTo(40);
            assertThat(reader.entryCount()).isEqualTo(3);
        }
    }

    @Test
    void negativeTimesInTheJson() {
        ChunkHeader header = new ChunkHeader(TenantId.of("fake"), 1, -1500, -5, Labels.EMPTY, 129);
        assertThat(new String(MetadataJsonWriter.write(header), StandardCharsets.UTF_8))
                .contains("\"from\":-1.500,\"through\":-0.005,");
    }

    @Test
    void labelsAreSortedByBytesInTheJsonAndOnlyEscapedWhereLokiDoes() {
        Labels labels = Labels.of("app", "demo", "App", "x", "env", "dev<&>\u0001\"\\\n\u007fä");
        ChunkHeader header = new ChunkHeader(TenantId.of("fake"), 1, 1000, 2010, labels, 129);
        assertThat(new String(MetadataJsonWriter.write(header), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"fingerprint\":1,\"userID\":\"fake\",\"from\":1,\"through\":2.010,\"metric\":{\"App\":\"x\","
                                + "\"__name__\":\"logs\",\"app\":\"demo\",\"env\":\"dev<&>\\u0001\\\"\\\\\\n\u007fä\"},"
                                + "\"encoding\":129}\n");
    }

    static EncodedChunk write(ChunkFormat format, List<TestEntry> entries) {
        ChunkWriter writer = new ChunkWriter(TenantId.of("fake"), Fingerprints.of(LABELS), LABELS, format);
        entries.forEach(entry -> writer.append(entry.ts(), entry.lineBytes(), entry.metadata()));
        return writer.finish();
    }

    private static ByteSource source(String payload) {
        return ByteSource.of(
                "vector",
                new RawChunk().payload(HexFormat.of().parseHex(payload)).bytes());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
