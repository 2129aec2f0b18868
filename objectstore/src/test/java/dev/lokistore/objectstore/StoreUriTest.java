package dev.lokistore.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUriTest {
    @Test
    void aTextWithoutASchemeIsAPath() {
        assertThat(StoreUri.parse("/some/store")).isEqualTo(new StoreUri.Local(Path.of("/some/store")));
        assertThat(StoreUri.parse("testdata/a b:c@d?e=%41"))
                .isEqualTo(new StoreUri.Local(Path.of("testdata/a b:c@d?e=%41")));
        assertThat(StoreUri.parse("file:///some/a%20b")).isEqualTo(new StoreUri.Local(Path.of("/some/a b")));
        assertThat(StoreUri.parse("file://localhost/x")).isEqualTo(new StoreUri.Local(Path.of("/x")));
    }

    @Test
    void s3UrisNameBucketPrefixAndOptions() {
        assertThat(StoreUri.parse("s3://logs"))
                .isEqualTo(new StoreUri.Bucket(StoreUri.Client.AWS, "logs", "", null, null, null, true));
        assertThat(StoreUri.parse("s3://logs/a/b%20c?region=eu-west-1&pathStyle=true&endpoint=ceph:7480&secure=false"))
                .isEqualTo(new StoreUri.Bucket(
                        StoreUri.Client.AWS, "logs", "a/b c/", "ceph:7480", "eu-west-1", true, false));
        assertThat(StoreUri.parse("s3://logs?endpoint=http://ceph:7480/"))
                .isEqualTo(new StoreUri.Bucket(StoreUri.Client.AWS, "logs", "", "ceph:7480", null, null, false));
    }

    @Test
    void minioUrisNameHostBucketAndPrefix() {
        assertThat(StoreUri.parse("minio://[::1]:9000/chunks/loki/?secure=false"))
                .isEqualTo(
                        new StoreUri.Bucket(StoreUri.Client.MINIO, "chunks", "loki/", "[::1]:9000", null, null, false));
        assertThat(StoreUri.parse("minio://minio.example.com/chunks"))
                .isEqualTo(new StoreUri.Bucket(
                        StoreUri.Client.MINIO, "chunks", "", "minio.example.com", null, null, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/some/store",
                "relative/a%20b",
                "s3://logs",
                "s3://logs/a/b/",
                "s3://logs/50%25/%C3%BC%3F/?region=eu-west-1",
                "s3://logs?endpoint=ceph:7480&region=r&pathStyle=false&secure=false",
                "minio://host:9000/bucket",
                "minio://host:9000/bucket/p/?region=r&pathStyle=true&secure=false",
            })
    void printsWhatItParses(String text) {
        assertThat(StoreUri.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://SESAME:OPEN@bucket/prefix",
                "s3://SESAME@bucket",
                "s3://bucket?endpoint=http://SESAME:OPEN@host",
                "s3://bucket?endpoint=SESAME%40host",
                "s3://bucket?accessKey=SESAME",
                "s3://bucket?secret_key=SESAME",
                "minio://SESAME:OPEN@host:9000/bucket",
                "minio://host:9000/bucket?sessionToken=SESAME",
                "minio://host:9000/bucket?password=SESAME",
            })
    void credentialsAreRefusedAndNotRepeated(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreUri.parse(text))
                .withMessageContaining("AWS_ACCESS_KEY_ID")
                .satisfies(
                        e -> assertThat(e.toString()).doesNotContain("SESAME").doesNotContain("OPEN"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty",
        "' ', empty",
        "gs://bucket, unknown scheme 'gs'",
        "file://host/path, three slashes",
        "s3://, not a bucket name",
        "s3:///x, not a bucket name",
        "s3://a b, not a bucket name",
        "s3://b?colour=red, unknown option 'colour'",
        "s3://b?region=, no value",
        "s3://b?region, no value",
        "s3://b?region=a&region=b, twice",
        "s3://b?secure=yes, true or false",
        "s3://b?endpoint=https://h&secure=false, endpoint says https",
        "s3://b?endpoint=ftp://h, not ftp",
        "s3://b?endpoint=h/x, not a host",
        "s3://b/%zz, hex digits",
        "s3://b/%4, hex digits",
        "s3://b/%ff, UTF-8",
        "minio://host:9000, no bucket",
        "minio://host:9000/, no bucket",
        "minio:///bucket, not a host",
        "minio://ho st/bucket, not a host",
        "minio://h/b?endpoint=x, unknown option",
    })
    void mistakesAreExplained(String text, String explanation) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreUri.parse(text))
                .withMessageContaining(explanation);
    }

    @Test
    void secretsAreNotPrinted() {
        Credentials credentials = new Credentials.Fixed("AKID", "SESAME", "TOKEN");
        SseCustomerKey key = SseCustomerKey.of("01234567890123456789012345678901".getBytes());
        StoreOptions options =
                StoreOptions.defaults().withCredentials(credentials).withSseCustomerKey(key);

        assertThat(credentials + " " + key + " " + options)
                .doesNotContain("AKID")
                .doesNotContain("SESAME")
                .doesNotContain("TOKEN")
                .doesNotContain("0123")
                .doesNotContain(key.base64());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseCustomerKey.ofBase64("not base64: SESAME"))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("SESAME"));
    }
}
