package dev.lokistore.index.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.layout.ObjectKind;
import dev.lokistore.index.query.GoldenStore;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class KeyExplainerTest {
    static final List<String> STORES = List.of(
            "fs-boltdb-v11",
            "fs-multi-period-compacted",
            "fs-tsdb-v13-deletes",
            "minio-boltdb-v12",
            "minio-boltdb-v12-compacted");

    @TempDir
    Path temporary;

    private static KeyExplanation explain(String key) {
        return KeyExplainer.ofAnyStore().explain(key);
    }

    /** {@code name=text} for each part. */
    private static String parts(KeyExplanation explanation) {
        return explanation.parts().stream()
                .map(part -> part.name() + "=" + part.text())
                .collect(Collectors.joining(" "));
    }

    private static String meaning(String key, String part) {
        return explain(key).parts().stream()
                .filter(each -> each.name().equals(part))
                .map(KeyPart::meaning)
                .collect(Collectors.joining());
    }

    // times worked out with date(1)
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        fake/81a2f9986e52992f/1a1fa933ec2:1a1fb2e7bec:a363e3f | CHUNK | tenant=fake fingerprint=81a2f9986e52992f from=1a1fa933ec2 through=1a1fb2e7bec checksum=a363e3f
        a/1:-5dc:-5:0 | CHUNK | tenant=a fingerprint=1 from=-5dc through=-5 checksum=0
        fake/4ae405d76e348b47/MThiY2ZlNTY4N2I6MThiY2ZlNTZjNjQ6OGZlNmZmOWM= | CHUNK | tenant=fake fingerprint=4ae405d76e348b47 base64=MThiY2ZlNTY4N2I6MThiY2ZlNTZjNjQ6OGZlNmZmOWM= from=18bcfe5687b through=18bcfe56c64 checksum=8fe6ff9c
        ZmFrZS80YWU0MDVkNzZlMzQ4YjQ3OjE4YmNmZTU2ODdiOjE4YmNmZTU2YzY0OjhmZTZmZjlj | CHUNK | base64=ZmFrZS80YWU0MDVkNzZlMzQ4YjQ3OjE4YmNmZTU2ODdiOjE4YmNmZTU2YzY0OjhmZTZmZjlj tenant=fake fingerprint=4ae405d76e348b47 from=18bcfe5687b through=18bcfe56c64 checksum=8fe6ff9c
        index/loki_index_19675/loki-write-0-1699957101234567890-1699992000.gz | INDEX_FILE | index prefix=index/ table=loki_index_19675 uploader=loki-write-0 started=1699957101234567890 slot=1699992000 suffix=.gz
        index/loki_index_19675/compactor-1699995600.gz | INDEX_FILE | index prefix=index/ table=loki_index_19675 made=1699995600 suffix=.gz
        index/loki_index_19675/fake/compactor-1700006400.r.gz | INDEX_FILE | index prefix=index/ table=loki_index_19675 tenant=fake made=1700006400 rewritten=.r suffix=.gz
        index/loki_index_19675/1699992000-loki-write-0-1699957101234567890.tsdb.gz | INDEX_FILE | index prefix=index/ table=loki_index_19675 opened=1699992000 uploader=loki-write-0 started=1699957101234567890 suffix=.gz
        index/loki_index_19675/team-a/1700006400123456789-compactor-1699920000000-1700006399999-5bb1f2e4.tsdb.gz | INDEX_FILE | index prefix=index/ table=loki_index_19675 tenant=team-a made=1700006400123456789 from=1699920000000 through=1700006399999 checksum=5bb1f2e4 suffix=.gz
        index/loki_index_19675/whatever | INDEX_FILE | index prefix=index/ table=loki_index_19675 name=whatever
        index/delete_requests/delete_requests.sqlite.gz | DELETE_REQUESTS | folder=index/delete_requests/ file=delete_requests.sqlite.gz
        rules/fake/bXlfbnM=/bXlfZ3JvdXA= | RULES | tenant=fake namespace=bXlfbnM= group=bXlfZ3JvdXA=
        bloom/loki_index_19675/t/metas/0000000000000001-00000000000000ff-1a2b.json | BLOOM | table=loki_index_19675 tenant=t kind=metas first=0000000000000001 last=00000000000000ff checksum=1a2b
        .lokistore/locks/compact | OWN | area=locks
        fake/81a2f9986e52992f/1a1fa933ec2:1a1fb2e7bec:0363e3f | UNKNOWN | tenant=fake fingerprint=81a2f9986e52992f from=1a1fa933ec2 through=1a1fb2e7bec checksum=0363e3f
        """)
    void everyPartOfAKeyIsNamed(String key, ObjectKind kind, String parts) {
        assertThat(explain(key).kind()).isEqualTo(kind);
        assertThat(parts(explain(key))).isEqualTo(parts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        fake/4ae405d76e348b47/18bcfe5687b:18bcfe56c64:8fe6ff9c | from | 2023-11-14T22:13:20.123Z, the first entry
        fake/4ae405d76e348b47/18bcfe5687b:18bcfe56c64:8fe6ff9c | through | 2023-11-14T22:13:21.124Z, the last entry, 1.001s later
        fake/4ae405d76e348b47/18bcfe5687b:18bcfe56c64:8fe6ff9c | tenant | the only tenant where auth_enabled is false
        a/ff/18bcfe56c64:18bcfe5687b:1 | through | 2023-11-14T22:13:20.123Z, the last entry, which is before the first
        a/ff/18bcfe56c64:18bcfe56c64:1 | fingerprint | of the stream; given by an ingester, since the labels' hash was taken
        index/loki_index_19675/x-1699992000.gz | table | index of 2023-11-14: prefix loki_index_, day 19675
        index/loki_index_2810/x-1699992000.gz | table | index of the week from 2023-11-09, of an old schema period of 168h: prefix loki_index_, day 2810
        index/loki_index_19675/loki-write-0-1699957101234567890-1699992000.gz | started | 2023-11-14T10:18:21.234567890Z, the ingester's first start
        rules/fake/bXlfbnM=/bXlfZ3JvdXA= | group | base64 of my_group
        fake/81a2f9986e52992f/1a1fa933ec2:1a1fb2e7bec:0363e3f | checksum | wrong: expected up to 8 hex digits, lower case, without leading zeros
        """)
    void partsAreDecoded(String key, String part, String meaning) {
        assertThat(meaning(key, part)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @FieldSource("STORES")
    void everyObjectOfAStoreIsKnown(String name) throws IOException {
        LokiStore store = GoldenStore.load(name).open(temporary);
        KeyExplainer explainer = new KeyExplainer(store.layout());
        try (Listing<ObjectInfo> all = store.objects().list("")) {
            while (all.next()) {
                String key = all.entry().key().value();
                KeyExplanation explanation = explainer.explain(key);

                assertThat(explanation.kind()).as(key).isNotEqualTo(ObjectKind.UNKNOWN);
                assertThat(explanation.what()).as(key).isNotEmpty();
                assertThat(explainer.explain(store.layout().root() + key).kind())
                        .isEqualTo(explanation.kind());
                // nothing of a key is passed over, unless it stands there as base64 of what is
                assertThat(explanation.parts().stream()
                                .map(KeyPart::text)
                                .mapToInt(String::length)
                                .sum())
                        .as(key)
                        .isGreaterThanOrEqualTo(
                                explanation.kind() == ObjectKind.CLUSTER_SEED ? 0 : key.length() - separators(key));
            }
        }
    }

    private static int separators(String key) {
        return key.replaceAll("[^-/:.]", "").length() + "compactor".length() + "tsdb".length();
    }

    @Test
    void noCutOrChangedKeyIsAnError() {
        List<String> keys = List.of(
                "fake/81a2f9986e52992f/1a1fa933ec2:1a1fb2e7bec:a363e3f",
                "index/loki_index_19675/team-a/1700006400123456789-compactor-1699920000000-1700006399999-5bb1f2e4.tsdb.gz",
                "index/loki_index_19675/loki-write-0-1699957101234567890-9999999999.gz",
                "rules/fake/bXlfbnM=/bXlfZ3JvdXA=",
                "bloom/loki_index_19675/t/blocks/0000-00ff/999999999999999999-999999999999999999-1.tar.gz",
                "a/ff/7fffffffffffffff:-8000000000000000:1");
        for (String key : keys) {
            for (int i = 1; i <= key.length(); i++) {
                for (String changed : List.of(key.substring(0, i), key.substring(0, i - 1) + '9' + key.substring(i))) {
                    assertThat(explain(changed).what()).as(changed).isNotEmpty();
                }
            }
        }
    }

    @Test
    void goldenStoresOfTheTestAreThere() {
        assertThat(GoldenStores.ALL).containsAll(STORES);
    }
}
