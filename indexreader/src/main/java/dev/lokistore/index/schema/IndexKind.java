package dev.lokistore.index.schema;

/** Which of Loki's index types a period uses: {@code schema_config.configs[].store}. */
public enum IndexKind {
    BOLTDB("boltdb-shipper"),
    TSDB("tsdb");

    private final String store;

    IndexKind(String store) {
        this.store = store;
    }

    /** The value of {@code store} in Loki's configuration. */
    public String store() {
        return store;
    }
}
