package dev.lokistore.index.schema;

import java.util.List;

/** Renders periods as Loki's {@code schema_config}. */
final class SchemaYaml {
    private SchemaYaml() {}

    static String render(List<SchemaPeriod> periods) {
        if (periods.isEmpty()) {
            return "schema_config:\n  configs: []\n";
        }
        StringBuilder yaml = new StringBuilder("schema_config:\n  configs:\n");
        for (SchemaPeriod period : periods) {
            append(yaml, period);
        }
        return yaml.toString();
    }

    private static void append(StringBuilder yaml, SchemaPeriod period) {
        yaml.append("    - from: \"").append(period.from()).append("\"\n");
        yaml.append("      store: ").append(period.store()).append('\n');
        yaml.append("      object_store: ").append(scalar(period.objectStore())).append('\n');
        yaml.append("      schema: v").append(period.version()).append('\n');
        if (period.version() > SchemaPeriod.OLDEST_VERSION && period.rowShards() != SchemaPeriod.DEFAULT_ROW_SHARDS) {
            yaml.append("      row_shards: ").append(period.rowShards()).append('\n');
        }
        yaml.append("      index:\n");
        yaml.append("        prefix: ").append(scalar(period.indexPrefix())).append('\n');
        yaml.append("        period: ").append(period.indexPeriod().toHours()).append("h\n");
        if (!period.pathPrefix().equals(SchemaPeriod.DEFAULT_PATH_PREFIX)) {
            // only where it differs: Loki before 3.0 does not know the key and refuses unknown ones
            yaml.append("        path_prefix: ")
                    .append(scalar(period.pathPrefix()))
                    .append('\n');
        }
    }

    /** Plain where YAML reads a plain word as the same string, else double-quoted with its escapes. */
    private static String scalar(String value) {
        if (value.matches("[A-Za-z_][A-Za-z0-9_./-]*") && !value.matches("(?i)y|n|yes|no|on|off|true|false|null")) {
            return value;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
