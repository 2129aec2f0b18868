package dev.lokistore.index.table;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.objectstore.ObjectInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One index file of a table.
 *
 * @param tenant whose folder it lies in, or null at the table's root ("common")
 */
public record TableFile(ObjectInfo object, @Nullable TenantId tenant, IndexFileName name) {
    /** At the table's root, so it may hold rows of every tenant. */
    public boolean common() {
        return tenant == null;
    }

    /** Whether it may hold series of one of the tenants; of any if none is named. */
    public boolean isOf(Set<TenantId> tenants) {
        return common() || tenants.isEmpty() || tenants.contains(tenant);
    }

    /** Writes what tells the file's content from any other's: key, size, ETag. */
    public void identify(PackWriter out) {
        out.text(key()).uvarint(object.sizeBytes()).text(object.etag());
    }

    /** As the name says it; where the name is odd, a guess. */
    public IndexKind kind() {
        return name.kind();
    }

    /** The object's key, for messages. */
    public String key() {
        return object.key().value();
    }

    /** The folder of the file's table, with the index prefix; ends with {@code /}. */
    public String tableFolder() {
        int below = name.text().length() + (tenant == null ? 0 : tenant.value().length() + 1);
        return key().substring(0, key().length() - below);
    }
}
