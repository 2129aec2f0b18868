package dev.lokistore.objectstore.tar;

import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.time.Instant;

/**
 * A file of an archive.
 *
 * @param offset in the spool file
 */
record Member(long offset, long sizeBytes, Instant lastModified, int crc32) {
    ObjectInfo info(ObjectKey key) {
        String etag = Long.toHexString(sizeBytes) + "-" + Integer.toHexString(crc32);
        return new ObjectInfo(key, sizeBytes, lastModified, etag);
    }
}
