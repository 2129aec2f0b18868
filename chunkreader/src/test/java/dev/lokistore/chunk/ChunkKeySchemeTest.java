package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkKeySchemeTest {
    private static final ChunkRef REF =
            new ChunkRef(TenantId.of("fake"), 0x4ae405d76e348b47L, 0x18bcfe5687bL, 0x18bcfe56c64L, 0x8fe6ff9c);

    @Test
    void bothFormsOfOneChunk() {
        String flat = "fake/4ae405d76e348b47:18bcfe5687b:18bcfe56c64:8fe6ff9c";
        String nested = "fake/4ae405d76e348b47/18bcfe5687b:18bcfe56c64:8fe6ff9c";
        assertThat(ChunkKeyScheme.FLAT.format(REF)).isEqualTo(flat);
        assertThat(ChunkKeyScheme.NESTED.format(REF)).isEqualTo(nested);
        assertThat(ChunkKeyScheme.parse(flat)).isEqualTo(REF);
        assertThat(ChunkKeyScheme.parse(nested)).isEqualTo(REF);
        assertThat(ChunkKeyScheme.formOf(flat)).isEqualTo(ChunkKeyScheme.FLAT);
        assertThat(ChunkKeyScheme.formOf(nested)).isEqualTo(ChunkKeyScheme.NESTED);
    }

    @Test
    void filesystemNamesOfBothForms() {
        String flat = "ZmFrZS80YWU0MDVkNzZlMzQ4YjQ3OjE4YmNmZTU2ODdiOjE4YmNmZTU2YzY0OjhmZTZmZjlj";
        String nested = "fake/4ae405d76e348b47/MThiY2ZlNTY4N2I6MThiY2ZlNTZjNjQ6OGZlNmZmOWM=";
        assertThat(ChunkKeyScheme.FLAT.formatFilesystem(REF)).isEqualTo(flat);
        assertThat(ChunkKeyScheme.NESTED.formatFilesystem(REF)).isEqualTo(nested);
        assertThat(ChunkKeyScheme.tryParseFilesystem(flat)).contains(REF);
        assertThat(ChunkKeyScheme.tryParseFilesystem(nested)).contains(REF);
    }

    @Test
    void anExoticTenantMayPutSlashesIntoTheFlatFileName() {
        ChunkRef ref = new ChunkRef(TenantId.of("???"), 1, 2, 3, 4);
        String path = ChunkKeyScheme.FLAT.formatFilesystem(ref);
        assertThat(path).contains("/");
        assertThat(ChunkKeyScheme.tryParseFilesystem(path)).contains(ref);
    }

    @Test
    void schemaVersionsUpTo11AreFlat() {
        assertThat(ChunkKeyScheme.ofSchema(9)).isEqualTo(ChunkKeyScheme.FLAT);
        assertThat(ChunkKeyScheme.ofSchema(11)).isEqualTo(ChunkKeyScheme.FLAT);
        assertThat(ChunkKeyScheme.ofSchema(12)).isEqualTo(ChunkKeyScheme.NESTED);
        assertThat(ChunkKeyScheme.ofSchema(13)).isEqualTo(ChunkKeyScheme.NESTED);
    }

    @Test
    void negativeTimesHaveASign() {
        ChunkRef ref = new ChunkRef(TenantId.of("fake"), 1, -1500, -5, 0x556533a5);
        assertThat(ChunkKeyScheme.NESTED.format(ref)).isEqualTo("fake/1/-5dc:-5:556533a5");
        assertThat(ChunkKeyScheme.parse("fake/1/-5dc:-5:556533a5")).isEqualTo(ref);
        assertThat(ChunkKeyScheme.NESTED.format(ref, '-')).isEqualTo("fake/1/-5dc--5-556533a5");
        assertThat(ChunkKeyScheme.tryParse("fake/1/-5dc--5-556533a5", '-')).contains(ref);
        assertThat(ChunkKeyScheme.tryParse("fake/1--5dc--5-556533a5", '-')).contains(ref);
    }

    @ParameterizedTest
    @EnumSource
    void everyReferenceComesBack(ChunkKeyScheme scheme) {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            ChunkRef ref = new ChunkRef(
                    TenantId.of("tenant-" + random.nextInt(9)),
                    random.nextLong() >>> random.nextInt(64),
                    random.nextLong() >> random.nextInt(64),
                    random.nextLong() >> random.nextInt(64),
                    random.nextInt() >>> random.nextInt(32));
            String key = scheme.format(ref);
            assertThat(ChunkKeyScheme.tryParse(key)).contains(ref);
            assertThat(ChunkKeyScheme.tryParse(scheme.format(ref, '_'), '_')).contains(ref);
            assertThat(ChunkKeyScheme.tryParseFilesystem(scheme.formatFilesystem(ref)))
                    .contains(ref);
        }
        ChunkRef extreme = new ChunkRef(TenantId.of("a"), -1, Long.MIN_VALUE, Long.MAX_VALUE, -1);
        assertThat(ChunkKeyScheme.parse(scheme.format(extreme))).isEqualTo(extreme);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "fake",
                "fake/",
                "/1:2:3:4",
                "fake/1:2:3",
                "fake/1:2:3:",
                "fake/1:2:3:4:5",
                "fake/1:2:3:4 ",
                "fake/1/2/3:4",
                "fake/1/2:3:4/5",
                "fake/01:2:3:4",
                "fake/1:02:3:4",
                "fake/1:-02:3:4",
                "fake/1:-0:3:4",
                "fake/1:--2:3:4",
                "fake/-1:2:3:4",
                "fake/1:2:3:-4",
                "fake/A:2:3:4",
                "fake/g:2:3:4",
                "fake/11112222333344445:2:3:4",
                "fake/1:11112222333344445:3:4",
                "fake/1:8000000000000000:3:4",
                "fake/1:-8000000000000001:3:4",
                "fake/1:2:3:111122223",
                "../1:2:3:4",
                "./1:2:3:4",
                "a\\b/1:2:3:4",
                "a\0b/1:2:3:4",
                "index/loki_index_19675/compactor-1700006400.gz"
            })
    void whatIsNoKeyIsRefused(String text) {
        assertThat(ChunkKeyScheme.tryParse(text)).isEmpty();
        assertThat(ChunkKeyScheme.tryParseFilesystem(text)).isEmpty();
        assertThat(ChunkKeyScheme.tryParseFilesystem(base64(text))).isEmpty();
        assertThatThrownBy(() -> ChunkKeyScheme.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void anEndlessKeyIsRefused() {
        assertThat(ChunkKeyScheme.tryParse("t".repeat(2000) + "/1:2:3:4")).isEmpty();
        assertThat(ChunkKeyScheme.tryParseFilesystem("A".repeat(1 << 20))).isEmpty();
    }

    @Test
    void base64ThatNoEncoderWritesIsRefused() {
        String name = base64("fake/1:2:3:45");
        assertThat(name).endsWith("==").isNotEmpty();
        assertThat(ChunkKeyScheme.tryParseFilesystem(name)).isPresent();
        assertThat(ChunkKeyScheme.tryParseFilesystem(name.replace("=", ""))).isEmpty();
        String otherBits = name.substring(0, name.length() - 3) + "B==";
        assertThat(ChunkKeyScheme.tryParseFilesystem(otherBits)).isEmpty();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
