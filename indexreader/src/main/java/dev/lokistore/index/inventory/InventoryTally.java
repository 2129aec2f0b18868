package dev.lokistore.index.inventory;

import dev.lokistore.index.layout.ObjectClassifier;
import dev.lokistore.index.layout.ObjectKind;
import dev.lokistore.index.layout.StoreLayout;

/** Counts what goes into an inventory. */
final class InventoryTally {
    private final String root;
    private final ObjectClassifier classifier;
    private long objects;
    private long storedBytes;
    private long chunks;
    private long chunkBytes;
    private long indexFiles;
    private long indexBytes;
    private long heldObjects;
    private long heldBytes;

    InventoryTally(StoreLayout layout) {
        this.root = layout.root();
        this.classifier = new ObjectClassifier(layout);
    }

    void add(ListedObject object) {
        long bytes = object.info().sizeBytes();
        ObjectKind kind = object.key().startsWith(root)
                ? classifier.classify(object.key().substring(root.length()))
                : ObjectKind.UNKNOWN;
        objects++;
        storedBytes += bytes;
        if (kind == ObjectKind.CHUNK) {
            chunks++;
            chunkBytes += bytes;
        } else if (kind == ObjectKind.INDEX_FILE) {
            indexFiles++;
            indexBytes += bytes;
        }
        if (object.state() == ListedObject.State.HELD) {
            heldObjects++;
            heldBytes += bytes;
        }
    }

    InventoryAbout about(InventorySaver.Origin origin, KnownProblems problems) {
        return new InventoryAbout(
                origin.store(),
                root,
                origin.savedAt(),
                origin.tool(),
                objects,
                storedBytes,
                chunks,
                chunkBytes,
                indexFiles,
                indexBytes,
                heldObjects,
                heldBytes,
                problems.count(),
                problems.faults());
    }
}
