package dev.lokistore.index.explain;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ObjectKind;
import dev.lokistore.index.table.FileNames;
import dev.lokistore.index.table.IndexFileName;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys of index files ({@code formats/index-tables.md#15-file-name-grammars}). */
final class IndexKeys {
    private static final Pattern STARTED = Pattern.compile("(.+)-(\\d{19})", Pattern.DOTALL);

    private IndexKeys() {}

    /** @param prefix of the index, ends with {@code /} */
    static Optional<KeyExplanation> explain(String key, String prefix) {
        String[] folders = key.substring(prefix.length()).split("/", -1);
        Optional<Table> table =
                folders.length == 2 || folders.length == 3 ? TableScan.table(folders[0], List.of()) : Optional.empty();
        if (table.isEmpty()) {
            return Optional.empty();
        }
        @Nullable TenantId tenant;
        try {
            tenant = folders.length == 3 ? TenantId.of(folders[1]) : null;
        } catch (IllegalArgumentException noTenant) {
            return Optional.empty();
        }
        String last = folders[folders.length - 1];
        IndexFileName name = tenant == null ? FileNames.common(last) : FileNames.ofTenant(last);
        List<KeyPart> parts = new ArrayList<>();
        parts.add(new KeyPart("index prefix", prefix, ""));
        parts.add(table(table.get()));
        if (tenant != null) {
            parts.add(ChunkKeys.tenant(tenant));
        }
        parts.addAll(parts(name));
        if (!(name instanceof IndexFileName.Odd)) {
            parts.add(
                    name.gzipped()
                            ? new KeyPart("suffix", ".gz", "compressed with gzip")
                            : new KeyPart("suffix", "", "not compressed"));
        }
        TableFile file = new TableFile(new ObjectInfo(ObjectKey.of(key), 0, Instant.EPOCH, ""), tenant, name);
        return Optional.of(new KeyExplanation(
                key, ObjectKind.INDEX_FILE, what(name, tenant), parts, null, tenant, table.get(), file));
    }

    static KeyPart table(Table table) {
        String day = table.firstDay() == table.lastDay()
                ? "index of " + table.day()
                : "index of the week from " + table.day() + ", of an old schema period of 168h";
        String prefix = table.prefix().isEmpty() ? "" : ": prefix " + table.prefix() + ", day " + table.number();
        return new KeyPart("table", table.name(), day + prefix);
    }

    private static String what(IndexFileName name, @Nullable TenantId tenant) {
        String of = tenant == null ? " of all tenants" : " of one tenant";
        if (name instanceof IndexFileName.Odd) {
            return "an object in an index table's folder, under a name that no Loki gives there";
        }
        String kind = name.kind() == IndexKind.TSDB ? "TSDB" : "boltdb";
        return name.compacted()
                ? "an index file (" + kind + ")" + of + ", made by the compactor"
                : "an index file (" + kind + ")" + of + ", uploaded by an ingester and not compacted yet";
    }

    /** Of the last part of the key. */
    private static List<KeyPart> parts(IndexFileName name) {
        String text = name.text();
        if (name instanceof IndexFileName.BoltdbUpload upload) {
            List<KeyPart> parts = new ArrayList<>(uploader(upload.by()));
            parts.add(new KeyPart(
                    "slot",
                    Long.toString(upload.slot().getEpochSecond()),
                    KeyTimes.of(upload.slot()) + ", the quarter of an hour in which it was begun"));
            return parts;
        }
        if (name instanceof IndexFileName.BoltdbLegacy legacy) {
            return uploader(legacy.by());
        }
        if (name instanceof IndexFileName.BoltdbCompacted compacted) {
            List<KeyPart> parts = new ArrayList<>();
            String made = text.substring("compactor-".length()).split("\\.", 2)[0];
            parts.add(new KeyPart("made", made, KeyTimes.of(compacted.made())));
            if (compacted.rewritten()) {
                parts.add(new KeyPart("rewritten", ".r", "written anew without free pages"));
            }
            return parts;
        }
        if (name instanceof IndexFileName.TsdbUpload upload) {
            List<KeyPart> parts = new ArrayList<>();
            parts.add(new KeyPart(
                    "opened",
                    text.substring(0, text.indexOf('-')),
                    KeyTimes.of(upload.opened()) + ", when it was begun"));
            parts.addAll(uploader(upload.node()));
            return parts;
        }
        if (name instanceof IndexFileName.TsdbCompacted compacted) {
            String[] numbers = text.split("[-.]");
            return List.of(
                    new KeyPart("made", numbers[0], KeyTimes.of(compacted.made())),
                    new KeyPart("from", numbers[2], KeyTimes.ofMillis(compacted.fromMillis()) + ", the first entry"),
                    new KeyPart(
                            "through", numbers[3], KeyTimes.ofMillis(compacted.throughMillis()) + ", the last entry"),
                    new KeyPart("checksum", numbers[4], "CRC-32C of the file's table of contents"));
        }
        String reason = name instanceof IndexFileName.Odd odd ? odd.reason() : "";
        return List.of(new KeyPart("name", text, reason));
    }

    /** An ingester's id, usually with the time of its first start. */
    private static List<KeyPart> uploader(String text) {
        Matcher started = STARTED.matcher(text);
        if (!started.matches()) {
            return List.of(new KeyPart("uploader", text, "the ingester"));
        }
        long nanos;
        try {
            nanos = Long.parseLong(started.group(2));
        } catch (NumberFormatException tooLarge) {
            return List.of(new KeyPart("uploader", text, "the ingester"));
        }
        return List.of(
                new KeyPart("uploader", started.group(1), "the ingester"),
                new KeyPart(
                        "started",
                        started.group(2),
                        KeyTimes.of(Instant.ofEpochSecond(0, nanos)) + ", the ingester's first start"));
    }
}
