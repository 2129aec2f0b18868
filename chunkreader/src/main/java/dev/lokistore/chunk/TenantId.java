package dev.lokistore.chunk;

/**
 * A Loki tenant. Only what no Loki accepts is refused, since 2.5 allowed almost everything
 * ({@code formats/chunks-and-layout.md#32-tenant}). The order is that of the UTF-8 bytes.
 */
public record TenantId(String value) implements Comparable<TenantId> {
    public TenantId {
        if (value.isEmpty()
                || value.equals(".")
                || value.equals("..")
                || value.indexOf('/') >= 0
                || value.indexOf('\\') >= 0
                || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("'" + value + "' is no tenant id");
        }
    }

    public static TenantId of(String value) {
        return new TenantId(value);
    }

    @Override
    public int compareTo(TenantId other) {
        return value.equals(other.value) ? 0 : Labels.compareUtf8(value, other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
