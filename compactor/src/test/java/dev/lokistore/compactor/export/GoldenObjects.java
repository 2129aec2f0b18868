package dev.lokistore.compactor.export;

import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Keys of a golden store's objects. */
final class GoldenObjects {
    private GoldenObjects() {}

    /** Of its chunks, in order. */
    static List<ObjectKey> chunks(ObjectReader store) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        try (Listing<ObjectInfo> all = store.list("")) {
            while (all.next()) {
                String key = all.entry().key().value();
                if (key.contains("/chunks/acme/")) {
                    keys.add(all.entry().key());
                }
            }
        }
        return keys;
    }
}
