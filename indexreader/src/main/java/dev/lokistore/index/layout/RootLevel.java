package dev.lokistore.index.layout;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.Optional;

/**
 * What lies directly below a store's root, without going through millions of flat filesystem names one by one: from a
 * flat chunk of a tenant the listing jumps behind all chunks of the tenant.
 */
public final class RootLevel {
    /** Told of what there is; in key order. */
    public interface Visitor {
        /** @return false to stop */
        boolean folder(Folder folder);

        /**
         * A chunk with a flat filesystem name; the tenant's others are skipped.
         *
         * @param namePrefix what the names of this chunk and of those skipped begin with; a tenant has at most sixteen
         * @return false to stop
         */
        boolean flatChunk(TenantId tenant, String namePrefix, ObjectInfo object);

        /** @return false to stop */
        boolean other(ObjectInfo object);
    }

    private static final int BEFORE_JUMPS = 5_000;
    // behind every name with a prefix: no base64 text and no key in use has a character above these
    private static final String BEHIND_BASE64 = "~";
    private static final String BEHIND_ALL = new String(Character.toChars(Character.MAX_CODE_POINT));

    private RootLevel() {}

    /** @param root empty, or ends with {@code /} */
    public static void visit(ObjectReader reader, String root, Visitor visitor) throws IOException {
        String last = root;
        String jumpedOver = BEHIND_ALL;
        int seen = 0;
        try (Listing<ListEntry> level = reader.listLevel(root)) {
            while (seen < BEFORE_JUMPS) {
                if (!level.next()) {
                    return;
                }
                seen++;
                ListEntry entry = level.entry();
                if (entry instanceof Folder folder) {
                    last = folder.prefix() + BEHIND_ALL;
                    if (!visitor.folder(folder)) {
                        return;
                    }
                } else if (entry instanceof ObjectInfo object) {
                    last = object.key().value();
                    Optional<FlatName> flat = FlatName.of(last, root);
                    if (flat.isPresent() && last.startsWith(jumpedOver)) {
                        continue;
                    }
                    jumpedOver = flat.isPresent() ? flat.get().prefix() : jumpedOver;
                    if (!tell(visitor, flat, object)) {
                        return;
                    }
                }
            }
        }
        jump(reader, root, last, visitor);
    }

    private static void jump(ObjectReader reader, String root, String after, Visitor visitor) throws IOException {
        String next = after;
        while (!next.isEmpty()) {
            next = walk(reader, root, next, visitor);
        }
    }

    /** Goes on behind a key until there is something to jump over; returns where to go on, or empty at the end. */
    private static String walk(ObjectReader reader, String root, String after, Visitor visitor) throws IOException {
        try (Listing<ObjectInfo> listing = reader.list(root, after)) {
            while (listing.next()) {
                ObjectInfo object = listing.entry();
                String key = object.key().value();
                int slash = key.indexOf('/', root.length());
                if (slash >= 0) {
                    Folder folder = new Folder(key.substring(0, slash + 1));
                    return visitor.folder(folder) ? folder.prefix() + BEHIND_ALL : "";
                }
                Optional<FlatName> flat = FlatName.of(key, root);
                if (!tell(visitor, flat, object)) {
                    return "";
                }
                if (flat.isPresent()) {
                    return flat.get().prefix() + BEHIND_BASE64;
                }
            }
            return "";
        }
    }

    private static boolean tell(Visitor visitor, Optional<FlatName> flat, ObjectInfo object) {
        return flat.isPresent()
                ? visitor.flatChunk(flat.get().ref().tenant(), flat.get().prefix(), object)
                : visitor.other(object);
    }

    /** @param prefix of the name, which all flat names of the tenant with the same next bits share; no other tenant's do */
    private record FlatName(ChunkRef ref, String prefix) {
        static Optional<FlatName> of(String key, String root) {
            String name = key.substring(root.length());
            return ChunkKeyScheme.tryParseFilesystem(name)
                    .map(ref -> new FlatName(ref, root + name.substring(0, Base64Prefixes.length(ref.tenant()))));
        }
    }
}
