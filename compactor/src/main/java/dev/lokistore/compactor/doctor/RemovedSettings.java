package dev.lokistore.compactor.doctor;

import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.YamlNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings that Loki 3.0 has no more. It refuses unknown keys, so that it does not start with any of them
 * ({@code formats/chunks-and-layout.md#54-stores}).
 */
final class RemovedSettings {
    private static final String PERIOD_STORE = "the object_store of each period counts";
    private static final String PERIOD_PREFIX = "write it as index.path_prefix into each period";

    /** Places, and what takes their place; {@code *} stands for any key. */
    private static final List<Removed> REMOVED = List.of(
            new Removed("storage_config.boltdb_shipper.shared_store", PERIOD_STORE),
            new Removed("storage_config.boltdb_shipper.shared_store_key_prefix", PERIOD_PREFIX),
            new Removed("storage_config.tsdb_shipper.shared_store", PERIOD_STORE),
            new Removed("storage_config.tsdb_shipper.shared_store_key_prefix", PERIOD_PREFIX),
            new Removed("storage_config.tsdb_shipper.use_boltdb_shipper_as_backup", ""),
            new Removed("storage_config.aws.sse_encryption", "sse.type takes its place"),
            new Removed("common.storage.s3.sse_encryption", "sse.type takes its place"),
            new Removed("ruler.storage.s3.sse_encryption", "sse.type takes its place"),
            new Removed("compactor.shared_store", "delete_request_store is needed with retention_enabled"),
            new Removed("compactor.shared_store_key_prefix", "delete_request_store_key_prefix is for the requests"),
            new Removed("compactor.deletion_mode", "limits_config.deletion_mode takes its place"),
            new Removed("chunk_store_config.max_look_back_period", "limits_config.max_query_lookback does the same"),
            new Removed("limits_config.enforce_metric_name", ""),
            new Removed("limits_config.ruler_evaluation_delay_duration", ""),
            new Removed("ingester.max_transfer_retries", "the write-ahead log takes its place"),
            new Removed("querier.engine.timeout", "limits_config.query_timeout takes its place"),
            new Removed("querier.query_timeout", "limits_config.query_timeout takes its place"),
            new Removed("query_range.split_queries_by_interval", "it belongs into limits_config"),
            new Removed("query_range.forward_headers_list", ""),
            new Removed("frontend_worker.parallelism", "querier.max_concurrent limits them all"),
            new Removed("chunk_store_config.*.async_cache_write_back_concurrency", "background.writeback_goroutines"),
            new Removed("chunk_store_config.*.async_cache_write_back_buffer_size", "background.writeback_buffer"));

    private record Removed(String path, String instead) {}

    private RemovedSettings() {}

    /** Those that a configuration has, with their lines; {@code root} may be missing. */
    static List<String> in(YamlNode root) throws LokiConfigException {
        List<String> found = new ArrayList<>();
        for (Removed removed : REMOVED) {
            find(root, List.of(removed.path().split("\\.")), removed.instead(), found);
        }
        return found;
    }

    private static void find(YamlNode node, List<String> path, String instead, List<String> found)
            throws LokiConfigException {
        if (path.isEmpty()) {
            if (!node.missing()) {
                found.add(describe(node) + " is gone" + (instead.isEmpty() ? "" : ": " + instead));
            }
            return;
        }
        List<String> rest = path.subList(1, path.size());
        if (!path.get(0).equals("*")) {
            find(node.find(path.get(0)), rest, instead, found);
        } else if (node.isMapping()) {
            for (YamlNode below : node.entries().values()) {
                find(below, rest, instead, found);
            }
        }
    }

    /** A setting and its line. */
    static String describe(YamlNode node) {
        return (node.line() > 0 ? node.source() + " line " + node.line() + ": " : "") + node.path();
    }
}
