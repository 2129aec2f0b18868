package dev.lokistore.shell.command;

import dev.lokistore.index.health.Backlog;
import dev.lokistore.index.health.TableFault;
import dev.lokistore.index.health.TableHealth;
import dev.lokistore.index.table.Stray;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The health of tables in words, and as data. */
final class HealthText {
    private HealthText() {}

    /** {@code ok}, or what is wrong: {@code mixed kinds, uncompacted 2d}. */
    static String of(TableHealth health, Instant now) {
        Set<TableFault> faults = health.faults(now);
        return faults.isEmpty()
                ? "ok"
                : faults.stream().map(fault -> words(fault, health, now)).collect(Collectors.joining(", "));
    }

    private static String words(TableFault fault, TableHealth health, Instant now) {
        Backlog backlog = health.backlog();
        return fault == TableFault.UNCOMPACTED && backlog != null
                ? fault.words() + " " + age(backlog.lag(now))
                : fault.words();
    }

    /** In days, or in hours below one. */
    static String age(Duration age) {
        return age.toDays() > 0 ? age.toDays() + "d" : age.toHours() + "h";
    }

    static List<String> labels(TableHealth health, Instant now) {
        return health.faults(now).stream().map(TableFault::label).toList();
    }

    static List<Map<String, @Nullable Object>> tenantFiles(TableHealth health) {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        health.tenantFiles().forEach((tenant, files) -> {
            Map<String, @Nullable Object> record = new LinkedHashMap<>();
            record.put("tenant", tenant.value());
            record.put("files", files);
            records.add(record);
        });
        return records;
    }

    static List<Map<String, @Nullable Object>> strays(List<Stray> strays) {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (Stray stray : strays) {
            Map<String, @Nullable Object> record = new LinkedHashMap<>();
            record.put("key", stray.object().key().value());
            record.put("why", stray.why().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            record.put("reason", stray.reason());
            records.add(record);
        }
        return records;
    }
}
