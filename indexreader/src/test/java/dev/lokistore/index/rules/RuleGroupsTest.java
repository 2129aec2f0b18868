package dev.lokistore.index.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.ArchiveLimits;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.tar.TarReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleGroupsTest {
    private static final RuleGroup GATEWAY = new RuleGroup(
            TenantId.of("fake"),
            "edge",
            "gateway",
            Duration.ofMinutes(1),
            List.of(
                    new Rule(
                            "sum(rate({app=\"loki-gateway\"} |= \" 50\" [5m])) > 1",
                            "",
                            "Many5xx",
                            Duration.ofMinutes(5),
                            Map.of("severity", "page"),
                            Map.of()),
                    new Rule(
                            "sum(rate({app=\"loki-gateway\"}[5m]))",
                            "gateway:lines:rate5m",
                            "",
                            Duration.ZERO,
                            Map.of(),
                            Map.of())),
            0);

    @TempDir
    Path temporary;

    private byte[] fixture() throws IOException {
        Path archive = Path.of(System.getProperty("lokistore.testdata"), "minio-deletes-and-rules.tar.gz");
        try (ObjectReader store = TarReader.open(archive, ArchiveLimits.DEFAULT, temporary);
                var listing = store.list("")) {
            while (listing.next()) {
                if (listing.entry().key().value().endsWith("ruler/rules/fake/ZWRnZQ==/Z2F0ZXdheQ==")) {
                    return store.readAll(listing.entry().key(), 1 << 20);
                }
            }
        }
        return fail("no rule group in the fixture");
    }

    @Test
    void theFixturesGroupIsDecoded() throws IOException {
        assertThat(RuleGroups.decode("group", fixture())).isEqualTo(GATEWAY);
        assertThat(GATEWAY.key().format()).isEqualTo("rules/fake/ZWRnZQ==/Z2F0ZXdheQ==");
    }

    @Test
    void ofAnotherTenantItIsTheSameButForTheUser() throws IOException {
        TenantId other = TenantId.of("team-a");
        String key = GATEWAY.key().format();

        RenamedRuleGroup renamed = RenamedRuleGroup.of(key, fixture(), other);

        assertThat(renamed.key().format()).isEqualTo("rules/team-a/ZWRnZQ==/Z2F0ZXdheQ==");
        assertThat(RuleGroups.decode("group", renamed.bytes()))
                .isEqualTo(new RuleGroup(
                        other, GATEWAY.namespace(), GATEWAY.name(), GATEWAY.interval(), GATEWAY.rules(), 0));
        // byte for byte: the way back gives what was there
        assertThat(RenamedRuleGroup.of(renamed.key().format(), renamed.bytes(), GATEWAY.tenant())
                        .bytes())
                .isEqualTo(fixture());
        assertThatThrownBy(() -> RenamedRuleGroup.of("rules/fake/ZWRnZQ==/eA==", fixture(), other))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(key);
    }

    @Test
    void theFixturesGroupAsYaml() {
        assertThat(RuleYaml.render(List.of(GATEWAY))).isEqualTo("""
                        groups:
                          - name: "gateway"
                            interval: "1m"
                            rules:
                              - alert: "Many5xx"
                                expr: "sum(rate({app=\\"loki-gateway\\"} |= \\" 50\\" [5m])) > 1"
                                for: "5m"
                                labels:
                                  severity: "page"
                              - record: "gateway:lines:rate5m"
                                expr: "sum(rate({app=\\"loki-gateway\\"}[5m]))"
                        """);
    }

    @Test
    void nothingFromAStoreBecomesYamlOfItsOwn() throws IOException {
        String hostile = "x\"\n  - alert: evil # \u0000\u001b[2J \u2028 {a: [}] & * ! | > % @ ` ' : ";
        Map<String, String> pairs = Map.of(hostile, hostile);
        Rule rule = new Rule(hostile, "", hostile, Duration.ofHours(36), pairs, pairs);
        RuleGroup group =
                new RuleGroup(TenantId.of("t"), hostile, hostile, Duration.ZERO, List.of(rule), Long.MAX_VALUE);
        JsonNode read = new YAMLMapper().readTree(RuleYaml.render(List.of(group)));
        assertThat(read.size()).isEqualTo(1);
        JsonNode one = read.get("groups").get(0);
        assertThat(one.get("name").asText()).isEqualTo(hostile);
        assertThat(one.get("limit").asLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(one.has("interval")).isFalse();
        JsonNode found = one.get("rules").get(0);
        assertThat(found.get("expr").asText()).isEqualTo(hostile);
        assertThat(found.get("for").asText()).isEqualTo("36h");
        assertThat(found.get("annotations").get(hostile).asText()).isEqualTo(hostile);
        assertThat(found.get("labels").size()).isEqualTo(1);
    }

    @Test
    void keysKeepNamesOfAnyText() {
        for (String name : List.of("a", "a b", "ä/€", "..", "\u0000", "x".repeat(300), "my_ns")) {
            RuleGroupKey key = new RuleGroupKey(TenantId.of("team-a"), name, name + "2");
            assertThat(RuleGroupKey.tryParse(key.format())).contains(key);
        }
        assertThat(new RuleGroupKey(TenantId.of("fake"), "my_ns", "my_group").format())
                .isEqualTo("rules/fake/bXlfbnM=/bXlfZ3JvdXA=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rules/fake/ZWRnZQ==",
                "rules/fake/ZWRnZQ/Z2F0ZXdheQ==",
                "rules/fake/ZWRnZR==/Z2F0ZXdheQ==",
                "rules/fake/ZWRnZQ==/Z2F0ZXdheQ==/x",
                "rules//ZWRnZQ==/Z2F0ZXdheQ==",
                "rules/../ZWRnZQ==/Z2F0ZXdheQ==",
                "rules/fake/_w==/Z2F0ZXdheQ==",
                "rules/fake/+w==/Z2F0ZXdheQ==",
                "rules/fake/====/Z2F0ZXdheQ==",
                "rule/fake/ZWRnZQ==/Z2F0ZXdheQ==",
                ""
            })
    void whatIsNoRuleGroupsKeyIsNone(String key) {
        assertThat(RuleGroupKey.tryParse(key)).isEmpty();
    }

    @Test
    void allGroupsOfABucketAreReadAndOddObjectsReported() throws IOException {
        List<String> problems = new ArrayList<>();
        try (MemoryObjectStore store = new MemoryObjectStore()) {
            byte[] group = fixture();
            store.put(ObjectKey.of(GATEWAY.key().format()), group);
            store.put(ObjectKey.of("rules/other/ZWRnZQ==/Z2F0ZXdheQ=="), group);
            store.put(ObjectKey.of("rules/fake/readme.txt"), "hello".getBytes());
            store.put(ObjectKey.of("rules/fake/"), new byte[0]);
            store.put(ObjectKey.of("rules/huge"), new byte[RuleGroups.MAX_STORED_BYTES + 1]);
            store.put(ObjectKey.of("else"), new byte[3]);
            assertThat(RuleGroups.read(store, (subject, cause) -> problems.add(subject)))
                    .containsExactly(GATEWAY, GATEWAY);
        }
        assertThat(problems)
                .containsExactly("rules/fake/readme.txt", "rules/huge", "rules/other/ZWRnZQ==/Z2F0ZXdheQ==");
    }

    /** Writes a message: numbers are field, then a text, a number, or another message. */
    private static byte[] message(Object... fieldsAndValues) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (int i = 0; i < fieldsAndValues.length; i += 2) {
                int field = (Integer) fieldsAndValues[i];
                Object value = fieldsAndValues[i + 1];
                if (value instanceof String text) {
                    out.writeString(field, text);
                } else if (value instanceof byte[] inner) {
                    out.writeBytes(field, ByteString.copyFrom(inner));
                } else {
                    out.writeInt64(field, ((Number) value).longValue());
                }
            }
            out.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] group(Object... more) {
        byte[] base = message(1, "g", 2, "n", 6, "t");
        byte[] rest = message(more);
        byte[] all = Arrays.copyOf(base, base.length + rest.length);
        System.arraycopy(rest, 0, all, base.length, rest.length);
        return all;
    }

    @Test
    void everyFieldIsRead() throws IOException {
        byte[] labels = message(1, "a", 2, "1");
        byte[] empty = message(1, "b");
        byte[] annotation = message(1, "summary", 2, "down");
        byte[] rule = message(
                1,
                "expr",
                3,
                "Alert",
                4,
                message(1, 90, 2, 500_000_000),
                5,
                labels,
                5,
                empty,
                6,
                annotation,
                99,
                "new");
        RuleGroup read = RuleGroups.decode(
                "x", group(3, message(1, 30), 4, rule, 9, message(1, "type", 2, "any"), 10, 7, 77, 1));
        assertThat(read)
                .isEqualTo(new RuleGroup(
                        TenantId.of("t"),
                        "n",
                        "g",
                        Duration.ofSeconds(30),
                        List.of(new Rule(
                                "expr",
                                "",
                                "Alert",
                                Duration.ofMillis(90_500),
                                Map.of("a", "1", "b", ""),
                                Map.of("summary", "down"))),
                        7));
        assertThat(read.rules().get(0).labels().keySet()).containsExactly("a", "b");
    }

    @Test
    void whatContradictsItselfIsCorrupt() {
        byte[] pair = message(1, "a", 2, "1");
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, (byte) (15 << 3 | 3));
        for (byte[] bytes : List.of(
                new byte[0],
                message(1, "g", 2, "n"),
                message(1, "g", 2, "n", 6, "a/b"),
                message(1, "g", 6, "t"),
                message(1, 5, 2, "n", 6, "t"),
                group(4, message(1, "e")),
                group(4, message(1, "e", 2, "r", 3, "a")),
                group(4, message(1, "e", 3, "a", 5, pair, 5, pair)),
                group(4, message(1, "e", 3, "a", 4, message(1, -1))),
                group(3, message(1, Long.MAX_VALUE)),
                group(3, message(2, 1_000_000_000)),
                group(1, new byte[] {(byte) 0xff}),
                group(4, deep),
                deep)) {
            assertThatThrownBy(() -> RuleGroups.decode("key", bytes))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("key at byte ");
        }
    }

    @Test
    void endlessEmptyRulesAreCorrupt() {
        byte[] bytes = new byte[400_000];
        for (int i = 0; i < bytes.length; i += 5) {
            System.arraycopy(new byte[] {0x22, 3, 0x1a, 1, 'a'}, 0, bytes, i, 5);
        }
        assertThatThrownBy(() -> RuleGroups.decode("key", bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("rules of the group");
    }

    @Test
    void everyCutAndEveryFlippedBitGivesCorruptDataOrAGroup() throws IOException {
        byte[] bytes = fixture();
        int corrupt = 0;
        for (int length = 0; length < bytes.length; length++) {
            corrupt += decodes(Arrays.copyOf(bytes, length)) ? 0 : 1;
        }
        // the user is the last field
        assertThat(corrupt).isEqualTo(bytes.length);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            corrupt += decodes(damaged) ? 0 : 1;
        }
        assertThat(corrupt).isGreaterThan(bytes.length);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomBytesGiveCorruptDataOrAGroup(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            decodes(bytes);
        }
    }

    private static boolean decodes(byte[] bytes) throws IOException {
        try {
            RuleGroup group = RuleGroups.decode("key", bytes);
            assertThat(group.name()).isNotEmpty();
            RuleYaml.render(List.of(group));
            return true;
        } catch (CorruptDataException expected) {
            return false;
        }
    }
}
