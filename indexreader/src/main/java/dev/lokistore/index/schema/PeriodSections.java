package dev.lokistore.index.schema;

import dev.lokistore.index.config.ConfigFault;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.YamlNode;
import dev.lokistore.index.table.IndexKind;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Reads {@code schema_config.configs} ({@code formats/chunks-and-layout.md#53}). */
final class PeriodSections {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withResolverStyle(ResolverStyle.STRICT);

    private final YamlNode root;
    private final List<ConfigFault> faults;

    PeriodSections(YamlNode root, List<ConfigFault> faults) {
        this.root = root;
        this.faults = faults;
    }

    /** By their first days, also if they are written in another order; of two with the same day the later counts. */
    List<SchemaPeriod> read() throws LokiConfigException {
        NavigableMap<LocalDate, SchemaPeriod> periods = new TreeMap<>();
        LocalDate last = LocalDate.MIN;
        for (YamlNode config : root.at("schema_config", "configs").elements()) {
            LocalDate from = day(config.at("from"));
            if (!from.isAfter(last)) {
                faults.add(ConfigFault.error(
                        config.at("from"),
                        "the period from " + from + " comes behind the one from " + last
                                + ": Loki wants distinct days in increasing order, and does not start"));
            }
            last = from;
            Optional<IndexKind> kind = kind(config.at("store"));
            if (kind.isPresent()) {
                periods.put(from, period(config, from, kind.get()));
            } else {
                faults.add(ConfigFault.warning(
                        config, "the period from " + from + " has a store type that is not supported, it is left out"));
            }
        }
        return List.copyOf(periods.values());
    }

    private SchemaPeriod period(YamlNode config, LocalDate from, IndexKind kind) throws LokiConfigException {
        int version = version(config.at("schema"));
        YamlNode index = config.at("index");
        int shards = config.at("row_shards")
                .number()
                .orElse(version == SchemaPeriod.OLDEST_VERSION ? 0 : SchemaPeriod.DEFAULT_ROW_SHARDS);
        if (shards < 0) {
            throw config.at("row_shards").error("must not be negative");
        }
        String store = config.at("store").text().orElse("");
        return new SchemaPeriod(
                from,
                kind,
                version,
                index.at("prefix").text().orElse(""),
                period(index.at("period")),
                pathPrefix(index.at("path_prefix"), kind),
                shards,
                config.at("object_store").text().orElse(store));
    }

    private static LocalDate day(YamlNode node) throws LokiConfigException {
        try {
            return LocalDate.parse(node.text().orElseThrow(() -> node.error("is missing")), DAY);
        } catch (DateTimeParseException e) {
            throw node.error("expected YYYY-MM-DD");
        }
    }

    private static Optional<IndexKind> kind(YamlNode node) throws LokiConfigException {
        return switch (node.text().orElse("")) {
            case "boltdb-shipper" -> Optional.of(IndexKind.BOLTDB);
            case "tsdb" -> Optional.of(IndexKind.TSDB);
            default -> Optional.empty();
        };
    }

    private static int version(YamlNode node) throws LokiConfigException {
        // Loki strips the letter from both ends
        String digits = node.text().orElse("").replaceAll("^v+|v+$", "");
        boolean known = digits.matches("9|10|11|12|13");
        if (!known) {
            throw node.error("expected a schema version, v9 to v13");
        }
        return Integer.parseInt(digits);
    }

    private static Duration period(YamlNode node) throws LokiConfigException {
        Duration period = node.period().orElse(Duration.ZERO);
        if (period.toSeconds() % Duration.ofDays(1).toSeconds() != 0) {
            throw node.error("the table period must be a multiple of 24h");
        }
        return period;
    }

    /** The period's own since 3.0, before that one for all periods of a kind. */
    private String pathPrefix(YamlNode own, IndexKind kind) throws LokiConfigException {
        String shipper = kind == IndexKind.TSDB ? "tsdb_shipper" : "boltdb_shipper";
        YamlNode shared = root.at("storage_config", shipper, "shared_store_key_prefix");
        YamlNode given = own.blank() ? shared : own;
        String prefix = given.text().orElse("");
        if (prefix.isEmpty()) {
            return SchemaPeriod.DEFAULT_PATH_PREFIX;
        }
        if (prefix.startsWith("/") || !prefix.endsWith("/") || prefix.contains("\\")) {
            throw given.error("must end with '/', not begin with it, and have no '\\'");
        }
        return prefix;
    }
}
