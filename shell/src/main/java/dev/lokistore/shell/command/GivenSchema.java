package dev.lokistore.shell.command;

import dev.lokistore.compactor.conversion.ConvertedSchema;
import dev.lokistore.compactor.rebuild.RulingSchema;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.shell.UsageException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What chunks cannot tell of the index that they had: options of a command that makes one without a configuration. */
final class GivenSchema {
    private static final String OPTIONS = "--kind, --schema and --index-prefix";

    /** As people know them. */
    private enum Kind {
        BOLTDB(IndexKind.BOLTDB),
        TSDB(IndexKind.TSDB);

        private final IndexKind index;

        Kind(IndexKind index) {
            this.index = index;
        }
    }

    @Option(names = "--kind", paramLabel = "boltdb|tsdb", description = "Without --loki-config: the kind of index")
    private @Nullable Kind kind;

    @Option(names = "--schema", paramLabel = "VERSION", description = "Without --loki-config: the schema, v9 to v13")
    private @Nullable String version;

    @Option(
            names = "--index-prefix",
            paramLabel = "PREFIX",
            description = "Without --loki-config: what names of tables begin with, such as loki_index_")
    private @Nullable String prefix;

    /** Empty if nothing is given. */
    Optional<RulingSchema.Given> given() {
        Kind knownKind = kind;
        String knownVersion = version;
        String knownPrefix = prefix;
        if (knownKind == null && knownVersion == null && knownPrefix == null) {
            return Optional.empty();
        }
        if (knownKind == null || knownVersion == null || knownPrefix == null) {
            throw new UsageException(OPTIONS + " go together: chunks tell none of them");
        }
        try {
            ConvertedSchema.requirePrefix(knownPrefix);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--index-prefix: " + e.getMessage());
        }
        return Optional.of(new RulingSchema.Given(knownKind.index, number(knownVersion), knownPrefix));
    }

    private static int number(String text) {
        String digits = text.startsWith("v") ? text.substring(1) : text;
        if (!digits.matches("\\d{1,2}")
                || Integer.parseInt(digits) < SchemaPeriod.OLDEST_VERSION
                || Integer.parseInt(digits) > SchemaPeriod.NEWEST_VERSION) {
            throw new UsageException("--schema is '" + text + "' but must be v" + SchemaPeriod.OLDEST_VERSION + " to v"
                    + SchemaPeriod.NEWEST_VERSION);
        }
        return Integer.parseInt(digits);
    }
}
