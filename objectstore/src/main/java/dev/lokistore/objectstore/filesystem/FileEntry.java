package dev.lokistore.objectstore.filesystem;

import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * An entry of a folder.
 *
 * @param sortName the name, with {@code /} behind that of a folder: so sorted, the keys below come in order
 * @param inode 0 where the file system has none
 */
record FileEntry(String sortName, long sizeBytes, long modifiedNanos, long inode) {
    private static final String INODE = "ino=";

    static FileEntry of(String name, BasicFileAttributes attributes) {
        return new FileEntry(
                attributes.isDirectory() ? name + "/" : name,
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                inode(attributes));
    }

    boolean isFolder() {
        return sortName.endsWith("/");
    }

    ObjectInfo info(ObjectKey key) {
        Instant modified = Instant.ofEpochSecond(0, modifiedNanos);
        // a replaced file is another inode, even within the clock's resolution
        String etag =
                Long.toHexString(modifiedNanos) + "-" + Long.toHexString(sizeBytes) + "-" + Long.toHexString(inode);
        return new ObjectInfo(key, sizeBytes, modified, etag);
    }

    /** The device is left out: it changes when a disk is mounted again. */
    private static long inode(BasicFileAttributes attributes) {
        String key = String.valueOf(attributes.fileKey());
        int at = key.indexOf(INODE);
        if (at < 0) {
            return 0;
        }
        int end = at + INODE.length();
        while (end < key.length() && Character.isDigit(key.charAt(end))) {
            end++;
        }
        return Long.parseUnsignedLong(key, at + INODE.length(), end, 10);
    }
}
