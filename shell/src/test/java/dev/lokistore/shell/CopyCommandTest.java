package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.testing.S3TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("one-runtime")
class CopyCommandTest {
    private static final Map<String, String> KEYS = Map.of(
            "HOME", "/dev/null/home",
            "AWS_ACCESS_KEY_ID", S3TestServer.ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY", S3TestServer.SECRET_ACCESS_KEY);

    @TempDir
    private Path folder;

    private static String entries(CliRun.World world, String store) {
        CliRun run = world.run("-s", store, "cat", "{job=~\".+\"}", "-o", "jsonl");
        assertThat(run.code()).isZero();
        return run.out();
    }

    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void fromADirectoryToABucketAndBack(StoreUri.Client client) throws Exception {
        Path files = Archives.unpack("fs-boltdb-v11", folder).resolve("store/chunks");
        Path served = Files.createDirectories(folder.resolve("served/loki")).getParent();
        try (S3TestServer server = S3TestServer.serving(served)) {
            String bucket = server.uri(client, "loki").toString();
            CliRun.World world = CliRun.World.PIPED.with(KEYS);

            CliRun there = world.run("copy", files.toString(), bucket, "--layout", "plain", "-o", "jsonl");
            assertThat(there.err()).isEmpty();
            assertThat(there.code()).isZero();
            JsonNode summary = Json.parse(there.out());
            assertThat(summary.get("copied").longValue()).isEqualTo(249);
            assertThat(summary.get("chunks").longValue()).isEqualTo(246);
            assertThat(summary.get("indexFiles").longValue()).isEqualTo(3);
            assertThat(summary.get("failed").isEmpty()).isTrue();
            assertThat(entries(world, bucket))
                    .isEqualTo(entries(world, files.toString()))
                    .isNotEmpty();

            CliRun back = world.run("-s", bucket, "copy", folder.resolve("back").toString(), "--layout", "filesystem");
            assertThat(back.code()).isZero();
            assertThat(back.out()).contains("Copied 249 objects");
            assertThat(entries(world, folder.resolve("back").toString())).isEqualTo(entries(world, files.toString()));
            CliRun again = world.run("copy", files.toString(), bucket, "--layout", "plain", "--recheck");
            assertThat(again.out()).contains("Copied 0 objects", "249 were there already");
        }
    }

    @Test
    void aConflictIsNamedAndTheRestIsCopied() throws Exception {
        Path target = Files.createDirectories(folder.resolve("target/fake/81a2f9986e52992f"));
        Files.writeString(target.resolve("1a1fa933ec2:1a1fb2e7bec:a363e3f"), "something else");

        CliRun run = CliRun.run(
                "copy",
                CliRun.archive("minio-boltdb-v12").toString(),
                folder.resolve("target").toString());

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).contains("1 could not be copied", "1a1fa933ec2:1a1fb2e7bec:a363e3f", "stays as it is");
    }

    @Test
    void mistakesGetAnAnswer() {
        String archive = CliRun.archive("minio-boltdb-v12").toString();
        assertThat(CliRun.run("copy", archive).code()).isEqualTo(2);
        assertThat(CliRun.run("copy", archive).err()).contains("copy from where?");
        assertThat(CliRun.run("copy", archive, folder.resolve("no/such/folder").toString())
                        .code())
                .isEqualTo(10);
        assertThat(CliRun.run("copy", archive, folder.toString(), "--chunk-delimiter", "/")
                        .code())
                .isEqualTo(2);
        CliRun onto =
                CliRun.run("copy", archive, CliRun.archive("fs-boltdb-v11").toString());
        assertThat(onto.code()).isEqualTo(1);
        assertThat(onto.err()).contains("can only be read");
    }
}
