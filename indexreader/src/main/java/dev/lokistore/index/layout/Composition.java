package dev.lokistore.index.layout;

import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import java.util.List;

/** How parts of stores and several buckets are made into one store, to read only or to write as well. */
public interface Composition<S extends ObjectReader> {
    /** Read-only work cannot delete by accident. */
    Composition<ObjectReader> READING = new Composition<>() {
        @Override
        public ObjectReader nested(ObjectReader outer, String prefix) {
            return NestedReader.of(outer, prefix);
        }

        @Override
        public ObjectReader united(List<ObjectReader> buckets, String objectPrefix, char delimiter) {
            return new BucketsReader(buckets, objectPrefix, delimiter);
        }
    };

    Composition<ObjectStore> WRITING = new Composition<>() {
        @Override
        public ObjectStore nested(ObjectStore outer, String prefix) {
            return NestedStore.of(outer, prefix);
        }

        @Override
        public ObjectStore united(List<ObjectStore> buckets, String objectPrefix, char delimiter) {
            return new BucketsStore(buckets, objectPrefix, delimiter);
        }
    };

    /** See {@link NestedReader}. */
    S nested(S outer, String prefix);

    /** See {@link BucketsReader}. */
    S united(List<S> buckets, String objectPrefix, char delimiter);
}
