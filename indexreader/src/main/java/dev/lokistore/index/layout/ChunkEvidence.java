package dev.lokistore.index.layout;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The forms of the chunks seen below one prefix. */
final class ChunkEvidence {
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{1,16}");
    private static final int ENTRIES_OF_TENANT = 200;
    private static final int STREAMS_OF_TENANT = 2;
    private static final int CHUNKS_OF_STREAM = 4;

    private final EnumSet<ChunkForm> forms = EnumSet.noneOf(ChunkForm.class);
    private final Set<TenantId> tenants = new TreeSet<>();
    private char delimiter = ChunkKeyScheme.DELIMITER;

    Set<ChunkForm> forms() {
        return forms;
    }

    Set<TenantId> tenants() {
        return tenants;
    }

    char delimiter() {
        return delimiter;
    }

    boolean isEmpty() {
        return forms.isEmpty();
    }

    /** @return whether the object is a chunk */
    boolean add(String key) {
        Optional<ChunkName> name = ChunkName.tryParse(key, ChunkKeyScheme.DELIMITER);
        if (name.isEmpty()) {
            OptionalInt other = Delimiters.of(key);
            if (other.isEmpty()) {
                return false;
            }
            delimiter = (char) other.getAsInt();
            name = ChunkName.tryParse(key, delimiter);
        }
        name.ifPresent(found -> {
            forms.add(found.form());
            tenants.add(found.ref().tenant());
        });
        return name.isPresent();
    }

    /**
     * Looks into a folder as if it were a tenant's.
     *
     * @param root what the folder's prefix begins with and chunk keys do not
     * @return whether it holds chunks
     */
    boolean addTenant(Peek peek, String root, Folder folder, List<ListEntry> entries) throws IOException {
        boolean found = false;
        for (ObjectInfo object : Peek.objects(entries)) {
            found |= add(object.key().value().substring(root.length()));
        }
        List<Folder> streams = entries.stream()
                .filter(Folder.class::isInstance)
                .map(Folder.class::cast)
                .filter(stream -> FINGERPRINT.matcher(stream.name()).matches())
                .limit(STREAMS_OF_TENANT)
                .toList();
        for (Folder stream : streams) {
            for (ObjectInfo object : Peek.objects(peek.level(stream.prefix(), CHUNKS_OF_STREAM))) {
                found |= add(object.key().value().substring(root.length()));
            }
        }
        return found;
    }

    static List<ListEntry> entries(Peek peek, Folder tenant) throws IOException {
        return peek.level(tenant.prefix(), ENTRIES_OF_TENANT);
    }
}
