package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.inventory.InventoryAbout;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Stray;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code info} shows.
 *
 * @param savedFrom the store that an inventory is of; null for a store
 * @param savedAt when it was saved, ms since the epoch
 * @param root prefix of Loki's root below the store's URI; empty if it is the same
 * @param objectNames how chunk keys become object names: {@code plain}, {@code filesystem} or {@code delimiter X}
 * @param keyForms {@code flat} (v9 to v11), {@code nested} (v12 and later)
 * @param firstDay of the first table, {@code YYYY-MM-DD}, null without tables
 * @param strays objects below the index prefixes that are no well-named index files
 */
record StoreInfo(
        String store,
        @Nullable String savedFrom,
        @Nullable Long savedAt,
        String root,
        String objectNames,
        List<String> keyForms,
        List<String> indexPrefixes,
        List<String> tenants,
        long tables,
        long indexFiles,
        long indexBytes,
        @Nullable String firstDay,
        @Nullable String lastDay,
        String schemaOrigin,
        List<Map<String, @Nullable Object>> schema,
        List<String> schemaLines,
        List<String> strays) {
    static StoreInfo of(OpenedStore opened) throws IOException {
        LokiStore loki = opened.loki();
        StoreLayout layout = loki.layout();
        StoreSchema schema = loki.schema();
        List<Table> tables = loki.tables();
        List<String> strays = Stream.concat(
                        loki.strays().stream().filter(stray -> stray.why() != Stray.Why.DELETE_REQUESTS),
                        tables.stream().flatMap(table -> table.oddities().stream()))
                .map(stray -> stray.object().key().value())
                .toList();
        InventoryAbout inventory = opened.inventory();
        return new StoreInfo(
                opened.uri(),
                inventory == null ? null : inventory.store(),
                inventory == null ? null : (Long) inventory.savedAt().toEpochMilli(),
                layout.root(),
                names(layout),
                keyForms(layout),
                layout.indexPrefixes(),
                loki.tenantsInNames().stream().map(TenantId::value).toList(),
                tables.size(),
                tables.stream().mapToLong(table -> table.files().size()).sum(),
                tables.stream().mapToLong(Table::storedBytes).sum(),
                tables.stream()
                        .map(Table::day)
                        .min(java.time.LocalDate::compareTo)
                        .map(Object::toString)
                        .orElse(null),
                tables.stream()
                        .map(Table::day)
                        .max(java.time.LocalDate::compareTo)
                        .map(Object::toString)
                        .orElse(null),
                schema.origin().name().toLowerCase(Locale.ROOT),
                schema.periods().stream().map(SchemaCommand.VIEW::asMap).toList(),
                schema.periods().stream().map(StoreInfo::line).toList(),
                strays);
    }

    private static String names(StoreLayout layout) {
        if (layout.filesystemNames()) {
            return "filesystem";
        }
        return layout.delimiter() == ':' ? "plain" : "delimiter " + layout.delimiter();
    }

    private static List<String> keyForms(StoreLayout layout) {
        List<String> forms = new ArrayList<>();
        if (layout.flatKeys()) {
            forms.add("flat");
        }
        if (layout.nestedKeys()) {
            forms.add("nested");
        }
        return forms;
    }

    private static String line(SchemaPeriod period) {
        return "from " + period.from() + ": " + period.store() + ", v" + period.version() + ", " + period.pathPrefix()
                + period.indexPrefix() + "*";
    }
}
