package dev.lokistore.index.rules;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Problems;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds and reads the rule groups of a ruler's bucket. */
public final class RuleGroups {
    /** A group is written by hand; the ruler itself refuses large requests long before. */
    public static final int MAX_STORED_BYTES = 16 << 20;

    private static final Comparator<RuleGroup> ORDER = Comparator.comparing(RuleGroup::tenant)
            .thenComparing(RuleGroup::namespace)
            .thenComparing(RuleGroup::name);

    private RuleGroups() {}

    /**
     * Reads every object below {@code rules/}.
     *
     * @param reader of the ruler's bucket, below its storage prefix
     * @param problems told of objects below the prefix that are no rule group, or a broken one, or lie under a key that
     *     does not say what they hold; only the last are in the result all the same
     * @return by tenant, namespace, name; all are held in memory
     * @throws StoreException if the store as a whole fails
     */
    public static List<RuleGroup> read(ObjectReader reader, Problems problems) throws IOException {
        List<RuleGroup> groups = new ArrayList<>();
        try (Listing<ObjectInfo> listing = reader.list(RuleGroupKey.PREFIX)) {
            while (listing.next()) {
                String key = listing.entry().key().value();
                if (!key.endsWith("/") && !isChunk(key)) {
                    read(reader, listing.entry(), problems, groups);
                }
            }
        }
        groups.sort(ORDER);
        return groups;
    }

    /** Of a tenant who is called rules. */
    private static boolean isChunk(String key) {
        return RuleGroupKey.tryParse(key).isEmpty()
                && ChunkName.tryParse(key, ChunkKeyScheme.DELIMITER).isPresent();
    }

    private static void read(ObjectReader reader, ObjectInfo object, Problems problems, List<RuleGroup> groups)
            throws IOException {
        String key = object.key().value();
        try {
            RuleGroup group = decode(key, reader.readAll(object.key(), MAX_STORED_BYTES));
            groups.add(group);
            if (!group.key().format().equals(key)) {
                String expected = group.key().format();
                problems.report(key, new CorruptDataException(key, 0, "key of the rule group", expected, key));
            }
        } catch (CorruptDataException e) {
            problems.report(key, e);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.TOO_LARGE && e.kind() != StoreException.Kind.NO_SUCH_OBJECT) {
                throw e;
            }
            // removed since it was listed, or no rule group
            problems.report(key, e);
        }
    }

    /**
     * Decodes one object.
     *
     * @param source its key, for errors
     * @throws CorruptDataException if it is no rule group
     */
    public static RuleGroup decode(String source, byte[] bytes) throws CorruptDataException {
        return RuleGroupCodec.decode(source, bytes);
    }
}
