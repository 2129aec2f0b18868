package dev.lokistore.compactor.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathValueTest {
    @ParameterizedTest
    @CsvSource({
        "web-1.example_x, web-1.example_x",
        "../etc/passwd, ..%2Fetc%2Fpasswd",
        ".., .%2E",
        "a\\b:c, a%5Cb%3Ac",
        "Web, %57eb",
        "a b, a%20b",
        "100%, 100%25",
        "é, %C3%A9",
        "'', __HIVE_DEFAULT_PARTITION__",
        "__HIVE_DEFAULT_PARTITION__, __%48%49%56%45_%44%45%46%41%55%4C%54_%50%41%52%54%49%54%49%4F%4E__",
    })
    void valuesAsNames(String value, String name) {
        assertThat(PathValue.encode(value)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void differentValuesHaveDifferentNamesWhateverTheCase(int seed) {
        Random random = new Random(seed);
        Set<String> values = new HashSet<>();
        Set<String> names = new HashSet<>();
        String alphabet = "aA/\\.%~_é\ud83d\ude00\ud83d\ude01\n\0 ";
        for (int i = 0; i < 4_000; i++) {
            StringBuilder value = new StringBuilder();
            int length = random.nextInt(10) == 0 ? 100 + random.nextInt(3000) : random.nextInt(5);
            for (int j = 0; j < length; j++) {
                value.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (values.add(value.toString())) {
                String name = PathValue.encode(value.toString());
                assertThat(names.add(name.toLowerCase(Locale.ROOT))).as(name).isTrue();
                assertThat(name).hasSizeLessThanOrEqualTo(PathValue.MAX_CHARS).matches("[a-zA-Z0-9._%~-]+");
                Path folder = Path.of("/export");
                assertThat(folder.resolve("app=" + name).normalize().getParent())
                        .isEqualTo(folder);
            }
        }
    }

    @Test
    void whatIsNotCutCanBeUndone() {
        List<String> values = new ArrayList<>(List.of("Ünïcode/Path", "a+b", "\ud83d\ude00"));
        for (String value : values) {
            String name = PathValue.encode(value);
            assertThat(URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .isEqualTo(value);
        }
    }
}
