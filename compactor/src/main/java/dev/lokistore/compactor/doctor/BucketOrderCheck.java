package dev.lokistore.compactor.doctor;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.index.layout.BucketsReader;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.StoreSettings;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whether objects lie in the buckets that the order of {@code bucketnames} chooses for them
 * ({@code formats/chunks-and-layout.md#33-physical-key-per-store}). Looks at the first objects of each.
 *
 * @param buckets two or more, in that order
 */
record BucketOrderCheck(List<? extends ObjectReader> buckets, LokiConfig config) implements Check {
    private static final int LOOKED_AT = 200;

    @Override
    public String subject() {
        return "the order of bucketnames against the objects";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.BUCKET_ORDER);
    }

    @Override
    public void run(Findings findings) throws IOException {
        BucketsReader choice =
                new BucketsReader(List.<ObjectReader>copyOf(buckets), config.objectPrefix(), delimiter());
        Samples misplaced = new Samples();
        for (int i = 0; i < buckets.size(); i++) {
            try (Listing<ObjectInfo> listing = buckets.get(i).list("")) {
                for (int seen = 0; seen < LOOKED_AT && listing.next(); seen++) {
                    int wanted = choice.numberOf(listing.entry().key());
                    if (wanted != i) {
                        misplaced.add(
                                listing.entry().key() + " is in bucket " + (i + 1) + " and not in " + (wanted + 1));
                    }
                }
            }
        }
        if (!misplaced.isEmpty()) {
            findings.add(
                    Symptom.BUCKET_ORDER,
                    "bucketnames",
                    "objects lie in other buckets than Loki looks for them",
                    misplaced.texts());
        }
    }

    private char delimiter() {
        StoreSettings settings = config.latestStore().orElse(null);
        return settings instanceof StoreSettings.S3 s3 && s3.chunkDelimiter().length() == 1
                ? s3.chunkDelimiter().charAt(0)
                : ChunkKeyScheme.DELIMITER;
    }
}
