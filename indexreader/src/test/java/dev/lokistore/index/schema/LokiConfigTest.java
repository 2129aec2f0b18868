package dev.lokistore.index.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class LokiConfigTest {
    private static final List<String> GOLDEN = GoldenStores.ALL;
    private static final Map<String, String> ENVIRONMENT = Map.of("A", "alpha", "E", "", "AWS_REGION", "eu-west-9");
    private static final String PERIOD =
            "{from: 2024-01-01, store: tsdb, object_store: s3, schema: v13, index: {prefix: i_, period: 24h}}";

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void configurationsOfTheGoldenStoresAreRead(String name) throws IOException {
        byte[] yaml = GoldenStores.open(name).readAll(ObjectKey.of(name + "/loki.yaml"), 1 << 20);
        LokiConfig config = parse(new String(yaml, StandardCharsets.UTF_8));
        assertThat(config.faults()).isEmpty();
        assertThat(config.periods()).isNotEmpty();
        assertThat(config.authEnabled()).isEqualTo(name.startsWith("fs-"));
        StoreSettings settings = config.latestStore().orElseThrow();
        if (name.startsWith("fs-")) {
            assertThat(settings).isEqualTo(new StoreSettings.Filesystem("STORE/chunks"));
        } else {
            assertThat(settings)
                    .isEqualTo(new StoreSettings.S3(
                            List.of("chunks"),
                            "http://127.0.0.1:9000",
                            "",
                            true,
                            true,
                            "",
                            new StoreCredentials("enterprise-logs", "supersecret", "")));
        }
    }

    @Test
    void everyFieldOfAPeriodIsRead() throws IOException {
        LokiConfig config = parse("""
                storage_config:
                  boltdb_shipper: {shared_store_key_prefix: old/}
                schema_config:
                  configs:
                    - {from: 2020-09-07, store: boltdb-shipper, object_store: s3, schema: v11, row_shards: 32, index: {prefix: a_, period: 168h}}
                    - from: "2023-07-01"
                      store: tsdb
                      object_store: named
                      schema: v12
                      index:
                        prefix: b_
                        period: 1d
                        path_prefix: new/
                """);
        assertThat(config.periods())
                .containsExactly(
                        new SchemaPeriod(
                                LocalDate.of(2020, 9, 7),
                                IndexKind.BOLTDB,
                                11,
                                "a_",
                                Duration.ofDays(7),
                                "old/",
                                32,
                                "s3"),
                        new SchemaPeriod(
                                LocalDate.of(2023, 7, 1),
                                IndexKind.TSDB,
                                12,
                                "b_",
                                Duration.ofDays(1),
                                "new/",
                                16,
                                "named"));
    }

    @Test
    void whatIsRenderedIsReadAgain() throws IOException {
        List<SchemaPeriod> periods = List.of(
                new SchemaPeriod(
                        LocalDate.of(2020, 1, 2), IndexKind.BOLTDB, 9, "", Duration.ofDays(7), "index/", 0, "s3"),
                new SchemaPeriod(
                        LocalDate.of(2021, 1, 2),
                        IndexKind.BOLTDB,
                        11,
                        "no",
                        Duration.ofDays(1),
                        "a b/",
                        32,
                        "filesystem"),
                new SchemaPeriod(
                        LocalDate.of(2022, 1, 2),
                        IndexKind.TSDB,
                        13,
                        "x\"\\\n#: ",
                        Duration.ofDays(1),
                        "index/",
                        16,
                        "0"));
        String yaml = new StoreSchema(periods, StoreSchema.Origin.DETECTED, List.of()).toYaml();
        assertThat(parse(yaml).periods()).isEqualTo(periods);
    }

    @Test
    void renderedYamlIsLokisOwnStyle() {
        SchemaPeriod period = new SchemaPeriod(
                LocalDate.of(2022, 6, 17), IndexKind.BOLTDB, 12, "loki_index_", Duration.ofDays(1), "index/", 16, "s3");
        assertThat(new StoreSchema(List.of(period), StoreSchema.Origin.DETECTED, List.of()).toYaml())
                .isEqualTo("""
                        schema_config:
                          configs:
                            - from: "2022-06-17"
                              store: boltdb-shipper
                              object_store: s3
                              schema: v12
                              index:
                                prefix: loki_index_
                                period: 24h
                        """);
    }

    @Test
    void fieldsAreInheritedFromCommonOneByOne() throws IOException {
        LokiConfig config = parse("""
                common:
                  storage:
                    s3: {endpoint: minio:9000, insecure: true, access_key_id: key, secret_access_key: word, bucketnames: x}
                storage_config:
                  aws: {bucketnames: "a, b,c", chunk_delimiter: "_"}
                  object_prefix: /team/logs/
                """);
        StoreSettings.S3 s3 = (StoreSettings.S3) config.stores().get("aws");
        assertThat(s3.buckets()).containsExactly("a", " b", "c");
        assertThat(s3.endpoint()).isEqualTo("http://minio:9000");
        assertThat(s3.chunkDelimiter()).isEqualTo("_");
        assertThat(s3.credentials()).isEqualTo(new StoreCredentials("key", "word", ""));
        assertThat(config.objectPrefix()).isEqualTo("team/logs/");
        assertThat(config.stores().get("s3")).isEqualTo(s3);
    }

    @Test
    void secretsAreNeverPrinted() throws IOException {
        LokiConfig config = parse("""
                common: {storage: {s3: {s3: "s3://AKIAKEY:TOPSECRET@minio.:9000/b"}}}
                storage_config: {named_stores: {aws: {other: {bucketnames: o, access_key_id: AKIAOTHER, secret_access_key: TOPSECRET, session_token: TOPSECRET}}}}
                """);
        assertThat(config.stores()).containsKeys("s3", "other");
        assertThat(config.toString()).doesNotContain("TOPSECRET").doesNotContain("AKIA");
    }

    @Test
    void secretsAreNotInErrorsAndWarnings() throws IOException {
        LokiConfig half = parse("storage_config: {aws: {bucketnames: a, secret_access_key: TOPSECRET}}");
        assertThat(half.faults()).singleElement().asString().contains("line 1").doesNotContain("TOPSECRET");
        for (String hostile : List.of(
                "storage_config: {aws: {secret_access_key: TOPSECRET",
                "storage_config: {aws: TOPSECRET}",
                "storage_config: {aws: {s3: TOPSECRET}}",
                "storage_config: {aws: {insecure: TOPSECRET}}",
                "a: b: TOPSECRET",
                "x: *TOPSECRET")) {
            assertThatExceptionOfType(LokiConfigException.class)
                    .isThrownBy(() -> parse(hostile))
                    .withMessageNotContaining("TOPSECRET");
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    s3://key:se%2Fcret@minio.:9000/logs,      http://minio.:9000,       eu-west-9, logs,     se/cret
                    https://key:a+b@s3.example.com/logs/x,    https://s3.example.com,   eu-west-9, logs/x,   a+b
                    http://s3.example.com/logs,               http://s3.example.com,    eu-west-9, logs,     ''
                    s3://key:secret@eu-west-1/bucket,         '',                       eu-west-1, bucket,   secret
                    s3://eu-west-1/bucket,                    '',                       eu-west-1, bucket,   ''
                    """)
    void urlsMeanWhatLokiTakesThemFor(String url, String endpoint, String region, String bucket, String secret)
            throws IOException {
        LokiConfig config = parse("storage_config: {aws: {s3: \"" + url + "\"}}");
        StoreSettings.S3 s3 = (StoreSettings.S3) config.stores().get("s3");
        assertThat(s3.endpoint()).isEqualTo(endpoint);
        assertThat(s3.region()).isEqualTo(region);
        assertThat(s3.buckets()).containsExactly(bucket);
        assertThat(s3.credentials().secretKey()).isEqualTo(secret);
    }

    @Test
    void thanosClientsHaveSectionsOfTheirOwn() throws IOException {
        LokiConfig config = parse("""
                storage_config:
                  use_thanos_objstore: true
                  object_prefix: ignored
                  aws: {bucketnames: ignored}
                  object_store:
                    storage_prefix: pre
                    s3: {bucket_name: b, endpoint: "minio:9000", insecure: true, bucket_lookup_type: path}
                    filesystem: {dir: /data}
                    named_stores: {s3: {cold: {bucket_name: c}}, gcs: {icy: {bucket_name: d}}}
                """);
        assertThat(config.objectPrefix()).isEqualTo("pre/");
        assertThat(config.stores()).containsOnlyKeys("s3", "filesystem", "cold", "icy");
        StoreSettings.S3 s3 = (StoreSettings.S3) config.stores().get("s3");
        assertThat(s3.buckets()).containsExactly("b");
        assertThat(s3.pathStyle()).isTrue();
        assertThat(config.stores().get("icy")).isEqualTo(new StoreSettings.Other("gcs"));
    }

    @Test
    void anchorsAndMergeKeysWork() throws IOException {
        LokiConfig config = parse("""
                x: &s3 {endpoint: minio:9000, insecure: true, bucketnames: a}
                storage_config:
                  aws: {<<: *s3, bucketnames: b}
                  named_stores: {aws: {other: *s3}}
                """);
        assertThat(((StoreSettings.S3) config.stores().get("s3")).buckets()).containsExactly("b");
        assertThat(((StoreSettings.S3) config.stores().get("s3")).endpoint()).isEqualTo("http://minio:9000");
        assertThat(((StoreSettings.S3) config.stores().get("other")).buckets()).containsExactly("a");
    }

    @Test
    void whatCannotBeResolvedIsReportedWithItsLine() throws IOException {
        LokiConfig config = parse("a: 1\nstorage_config:\n  object_prefix: x${NOT_SET}y\nb: ${A^^}\n");
        assertThat(config.objectPrefix()).isEqualTo("xy/");
        assertThat(config.faults()).hasSize(2);
        assertThat(config.faults().get(0).toString())
                .contains("loki.yaml line 3")
                .contains("NOT_SET");
        assertThat(config.faults().get(1).toString()).contains("line 4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    schema_config: 5                                   | 1 | schema_config: expected a mapping
                    schema_config: {configs: {a: b}}                   | 1 | configs: expected a list
                    schema_config: {configs: [7]}                      | 1 | expected a mapping
                    schema_config: {configs: [{from: 2024-13-01}]}     | 1 | YYYY-MM-DD
                    schema_config: {configs: [{from: [1]}]}            | 1 | from: expected a text
                    schema_config: {configs: [{store: tsdb}]}          | 1 | from: is missing
                    auth_enabled: maybe                                | 1 | expected true or false
                    auth_enabled: [true]                               | 1 | auth_enabled: expected a text
                    [1, 2]                                             | 1 | expected a mapping
                    just words                                         | 1 | expected a mapping
                    {a: 1, a: 2}                                       | 1 | given twice
                    """)
    void wrongTypesAreNamedWithTheirLine(String yaml, int line, String message) {
        assertThatExceptionOfType(LokiConfigException.class)
                .isThrownBy(() -> parse("\n\n" + yaml))
                .withMessageContaining("loki.yaml line " + (line + 2))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schema: v14",
                "schema: V13",
                "index: {prefix: a, period: 25h}",
                "index: {prefix: a, period: fast}",
                "index: {prefix: a, period: 24h, path_prefix: /abs/}",
                "index: {prefix: a, period: 24h, path_prefix: open}",
                "row_shards: -1",
                "row_shards: many"
            })
    void impossiblePeriodsAreErrors(String field) {
        String rest = field.startsWith("schema") ? "" : "schema: v12, ";
        assertThatExceptionOfType(LokiConfigException.class)
                .isThrownBy(() ->
                        parse("schema_config: {configs: [{from: 2024-01-01, store: tsdb, " + rest + field + "}]}"))
                .withMessageContaining("line 1");
    }

    @Test
    void aPeriodOfALegacyStoreIsLeftOutWithAWarning() throws IOException {
        LokiConfig config = parse("common: {storage: {s3: {bucketnames: a}}}\n"
                + "schema_config: {configs: [{from: 2019-01-01, store: cassandra, schema: v9}, " + PERIOD + "]}");
        assertThat(config.periods()).hasSize(1);
        assertThat(config.faults()).singleElement().asString().contains("2019-01-01");
    }

    @Test
    void anAliasBombCostsNothing() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(10)).append("]\n");
        }
        assertThat(parse(bomb + "auth_enabled: false\n").authEnabled()).isFalse();
    }

    @Test
    void aMergeBombIsRefused() {
        StringBuilder bomb = new StringBuilder("a: &a {");
        for (int i = 0; i < 2_000; i++) {
            bomb.append("k").append(i).append(": 1, ");
        }
        bomb.append("}\n");
        for (int i = 0; i < 2_000; i++) {
            bomb.append("m").append(i).append(": {<<: *a}\n");
        }
        assertThatExceptionOfType(LokiConfigException.class)
                .isThrownBy(() -> parse(bomb.toString()))
                .withMessageContaining("too many");
    }

    @Test
    void anAliasOfItselfIsRefused() {
        assertThatExceptionOfType(LokiConfigException.class).isThrownBy(() -> parse("a: &a {b: *a}"));
    }

    @Test
    void deepNestingIsRefused() {
        for (String open : List.of("[", "{a: ")) {
            assertThatExceptionOfType(LokiConfigException.class).isThrownBy(() -> parse(open.repeat(100_000)));
        }
    }

    @Test
    void hugeFilesAreRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("loki.yaml");
        Files.writeString(file, "#".repeat(17 << 20));
        assertThatExceptionOfType(LokiConfigException.class)
                .isThrownBy(() -> LokiConfig.read(file, name -> Optional.empty()))
                .withMessageContaining("larger");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});
        assertThatExceptionOfType(LokiConfigException.class)
                .isThrownBy(() -> LokiConfig.read(file, name -> Optional.empty()))
                .withMessageContaining("UTF-8");
    }

    @Test
    void anEmptyFileIsAConfigurationThatSaysNothing() throws IOException {
        assertThat(parse("")).isEqualTo(new LokiConfig(true, List.of(), Map.of(), "", List.of()));
        assertThat(parse("# nothing\n---\n")).isEqualTo(parse(""));
        assertThat(parse("common:\nstorage_config: ~\nschema_config:\n  configs:\n"))
                .isEqualTo(parse(""));
    }

    private static LokiConfig parse(String yaml) throws IOException {
        return LokiConfig.parse("loki.yaml", yaml, name -> Optional.ofNullable(ENVIRONMENT.get(name)));
    }
}
