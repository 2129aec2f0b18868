package dev.lokistore.compactor.export;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an export that was begun was asked for, so that another run can ask the same.
 *
 * @param selector as it was typed
 * @param tenants empty for all
 */
public record BegunExport(
        String selector,
        Set<TenantId> tenants,
        TimeRange range,
        boolean noIndex,
        boolean salvage,
        ExportFormat format,
        Compression compression,
        List<String> partition,
        List<String> columns) {
    /** @throws IllegalArgumentException if somebody changed the manifest to what no export is asked for */
    static BegunExport of(ExportRecord.Export begun) {
        Set<TenantId> tenants = new LinkedHashSet<>();
        begun.tenants().forEach(tenant -> tenants.add(TenantId.of(tenant)));
        return new BegunExport(
                begun.selector(),
                tenants,
                new TimeRange(begun.from(), begun.to()),
                begun.noIndex(),
                begun.salvage(),
                ExportFormat.valueOf(begun.format().toUpperCase(Locale.ROOT)),
                Compression.valueOf(begun.compress().toUpperCase(Locale.ROOT)),
                begun.partition(),
                begun.columns());
    }
}
