package dev.lokistore.shell.pty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.shell.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Screens as they are meant to be, in {@code src/test/resources}; {@code -Dlokistore.golden=update} writes them anew. */
final class Golden {
    private static final boolean UPDATE = "update".equals(System.getProperty("lokistore.golden"));

    private Golden() {}

    /** Without what differs from release to release. */
    static String general(String screen) {
        return screen.replace(Version.text(), "lokistore");
    }

    static void compare(String name, String shown) throws IOException {
        String screen = general(shown);
        String resource = "screens/" + name + ".txt";
        if (UPDATE) {
            Path root = Path.of(System.getProperty("lokistore.testdata"))
                    .toAbsolutePath()
                    .getParent();
            Path file = root.resolve("shell/src/test/resources/dev/lokistore/shell/pty")
                    .resolve(resource);
            Files.createDirectories(file.getParent());
            Files.writeString(file, screen + "\n");
            return;
        }
        try (InputStream in = Golden.class.getResourceAsStream(resource)) {
            assertThat(in).as("golden screen " + resource).isNotNull();
            String golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(screen + "\n").as("screen " + name).isEqualTo(golden);
        }
    }
}
