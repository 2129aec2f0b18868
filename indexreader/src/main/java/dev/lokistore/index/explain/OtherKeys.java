package dev.lokistore.index.explain;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ObjectKind;
import dev.lokistore.index.rules.RuleGroupKey;
import dev.lokistore.index.table.TableScan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys of what is neither chunk nor index file ({@code formats/chunks-and-layout.md#41}). */
final class OtherKeys {
    private static final Pattern BLOOM = Pattern.compile(
            "bloom/([^/]+)/([^/]+)/(?:metas/([0-9a-f]+)-([0-9a-f]+)-([0-9a-f]+)\\.json"
                    + "|blocks/([0-9a-f]+)-([0-9a-f]+)/(\\d{1,18})-(\\d{1,18})-([0-9a-f]+)\\.tar.*)",
            Pattern.DOTALL);

    private OtherKeys() {}

    static KeyExplanation explain(String key, ObjectKind kind) {
        return switch (kind) {
            case DELETE_REQUESTS -> deleteRequests(key);
            case RULES -> rules(key);
            case BLOOM -> bloom(key);
            case CLUSTER_SEED ->
                plain(
                        key,
                        kind,
                        "Loki's seed file: the id under which the cluster reports usage statistics; Loki writes it again if it is gone");
            case DELETION_MANIFEST ->
                plain(
                        key,
                        kind,
                        "work list of the horizontally scaled compactor (Loki 3.6 and later); removed when done");
            case DATA_OBJECT ->
                plain(key, kind, "experimental columnar data of Loki 3.4 and later; no part of the chunk store");
            case EXPERIMENTAL_WAL -> plain(key, kind, "write-ahead log of an experiment in Loki 3.2 and 3.3");
            case DIRECTORY_MARKER ->
                plain(key, kind, "a placeholder for a folder, which some tools make; Loki ignores it");
            case OWN -> own(key);
            case CHUNK, INDEX_FILE, UNKNOWN -> NearMiss.explain(key, List.of());
        };
    }

    private static KeyExplanation plain(String key, ObjectKind kind, String what) {
        return KeyExplanation.of(key, kind, what, List.of(), null);
    }

    private static KeyExplanation deleteRequests(String key) {
        int name = key.lastIndexOf('/') + 1;
        String format = key.endsWith(".sqlite.gz")
                ? "SQLite, gzip: Loki 3.5 and later, where so configured"
                : "boltdb, gzip: every Loki since 2.4";
        return KeyExplanation.of(
                key,
                ObjectKind.DELETE_REQUESTS,
                "Loki's delete requests; 'deletes' shows them",
                List.of(
                        new KeyPart("folder", key.substring(0, name), "of the delete requests"),
                        new KeyPart("file", key.substring(name), format)),
                null);
    }

    private static KeyExplanation rules(String key) {
        Optional<RuleGroupKey> parsed = RuleGroupKey.tryParse(key);
        if (parsed.isEmpty()) {
            return plain(key, ObjectKind.RULES, "below the ruler's prefix, but not named as Loki names rule groups");
        }
        RuleGroupKey group = parsed.get();
        String[] folders = key.split("/", -1);
        return KeyExplanation.of(
                key,
                ObjectKind.RULES,
                "a rule group of the ruler; 'rules' shows it",
                List.of(
                        ChunkKeys.tenant(group.tenant()),
                        new KeyPart("namespace", folders[2], "base64 of " + group.namespace()),
                        new KeyPart("group", folders[3], "base64 of " + group.group())),
                group.tenant());
    }

    private static KeyExplanation bloom(String key) {
        Matcher bloom = BLOOM.matcher(key);
        String what = "a bloom filter of Loki 3.x; derived from chunks, can be made again";
        if (!bloom.matches()) {
            return plain(key, ObjectKind.BLOOM, what);
        }
        List<KeyPart> parts = new ArrayList<>();
        parts.add(TableScan.table(bloom.group(1), List.of())
                .map(IndexKeys::table)
                .orElse(new KeyPart("table", bloom.group(1), "")));
        TenantId tenant = tenantOrNull(bloom.group(2));
        parts.add(new KeyPart("tenant", bloom.group(2), ""));
        boolean meta = bloom.group(3) != null;
        parts.add(new KeyPart("kind", meta ? "metas" : "blocks", meta ? "which blocks there are" : "the filters"));
        parts.add(new KeyPart("first", bloom.group(meta ? 3 : 6), "fingerprint of the first stream"));
        parts.add(new KeyPart("last", bloom.group(meta ? 4 : 7), "fingerprint of the last stream"));
        if (!meta) {
            parts.add(new KeyPart("from", bloom.group(8), KeyTimes.ofMillis(Long.parseLong(bloom.group(8)))));
            parts.add(new KeyPart("through", bloom.group(9), KeyTimes.ofMillis(Long.parseLong(bloom.group(9)))));
        }
        parts.add(new KeyPart("checksum", bloom.group(meta ? 5 : 10), "CRC-32"));
        return KeyExplanation.of(key, ObjectKind.BLOOM, what, parts, tenant);
    }

    private static @Nullable TenantId tenantOrNull(String text) {
        try {
            return TenantId.of(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static KeyExplanation own(String key) {
        String[] folders = key.split("/", 3);
        String area = folders.length > 1 ? folders[1] : "";
        return KeyExplanation.of(
                key,
                ObjectKind.OWN,
                "Lokistore's own: locks, journals, trash; no part of Loki's data",
                List.of(new KeyPart("area", area, "")),
                null);
    }
}
