package dev.lokistore.index;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Chunks as objects: a reference leads to a key by the form that its period writes; where there is nothing, the other
 * forms are tried, since periods may be wrong by a day and stores are copied by hand.
 */
final class ChunkObjects {
    private final ObjectReader objects;
    private final StoreLayout layout;
    private final int maxBytes;

    ChunkObjects(ObjectReader objects, StoreLayout layout, int maxBytes) {
        this.objects = objects;
        this.layout = layout;
        this.maxBytes = maxBytes;
    }

    ObjectKey key(ChunkRef ref, ChunkKeyScheme scheme) {
        return key(ref, ChunkForm.of(scheme, layout.filesystemNames()));
    }

    Optional<ObjectInfo> locate(ChunkRef ref, ChunkKeyScheme scheme) throws IOException {
        for (ChunkForm form : candidates(scheme)) {
            Optional<ObjectInfo> object = head(key(ref, form));
            if (object.isPresent()) {
                return object;
            }
        }
        return Optional.empty();
    }

    private Optional<ObjectInfo> head(ObjectKey key) throws IOException {
        try {
            return Optional.of(objects.head(key));
        } catch (StoreException e) {
            requireMissing(e);
            return Optional.empty();
        }
    }

    /** The chunk's object under one form of its key only. */
    Optional<ObjectInfo> find(ChunkRef ref, ChunkKeyScheme scheme) throws IOException {
        return head(key(ref, scheme));
    }

    ByteSource read(ChunkRef ref, ChunkKeyScheme scheme) throws IOException {
        StoreException missing = null;
        for (ChunkForm form : candidates(scheme)) {
            ObjectKey key = key(ref, form);
            try {
                return ByteSource.of(key.value(), objects.readAll(key, maxBytes));
            } catch (StoreException e) {
                requireMissing(e);
                missing = missing == null ? e : missing;
            }
        }
        throw new StoreException(
                StoreException.Kind.NO_SUCH_OBJECT,
                missing == null ? "no chunk " + key(ref, scheme) : String.valueOf(missing.getMessage()),
                missing);
    }

    private ObjectKey key(ChunkRef ref, ChunkForm form) {
        return ObjectKey.of(form.key(ref, layout.delimiter()));
    }

    private Set<ChunkForm> candidates(ChunkKeyScheme scheme) {
        boolean filesystem = layout.filesystemNames();
        Set<ChunkForm> forms = new LinkedHashSet<>();
        forms.add(ChunkForm.of(scheme, filesystem));
        for (ChunkKeyScheme other : ChunkKeyScheme.values()) {
            forms.add(ChunkForm.of(other, filesystem));
        }
        forms.addAll(layout.forms());
        return forms;
    }

    private static void requireMissing(StoreException e) throws StoreException {
        if (e.kind() != StoreException.Kind.NO_SUCH_OBJECT) {
            throw e;
        }
    }
}
