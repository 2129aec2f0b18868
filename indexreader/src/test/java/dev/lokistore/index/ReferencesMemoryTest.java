package dev.lokistore.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More references than fit in a small heap, sorted in it. */
@Tag("one-runtime")
class ReferencesMemoryTest {
    private static final int HEAP_MIB = 32;
    private static final int REFERENCES = Effort.of(500_000, 5_000_000);

    @TempDir
    private Path folder;

    /** The process with the small heap. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            Path temporary = Path.of(arguments[0]);
            int count = Integer.parseInt(arguments[1]);
            TenantId tenant = TenantId.of("a");
            try (References references = new References(temporary)) {
                for (int i = 0; i < count; i++) {
                    // in no order
                    int number = (int) (i * 2_654_435_761L % count);
                    ChunkRef ref = new ChunkRef(tenant, number, number, number + 1L, number);
                    references.add(ref, new References.Naming(0, null, number));
                }
                References.Cursor sorted = references.sorted();
                long seen = 0;
                long last = -1;
                while (sorted.next()) {
                    ChunkRef ref = sorted.ref();
                    if (ref == null || ref.fingerprint() <= last) {
                        throw new IllegalStateException(ref + " after " + last);
                    }
                    last = ref.fingerprint();
                    seen += sorted.namings().size();
                }
                Files.writeString(temporary.resolve("seen"), Long.toString(seen));
            }
        }
    }

    @Test
    void memoryGoesWithTheHeapNotWithTheReferences() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MIB + "m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Child.class.getName(),
                        folder.toString(),
                        Integer.toString(REFERENCES))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(Files.readString(folder.resolve("seen"))).isEqualTo(Integer.toString(REFERENCES));
    }
}
