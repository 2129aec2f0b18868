package dev.lokistore.objectstore.filesystem;

import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Maps keys to files below a root and makes sure that they are below it. Symbolic links are not followed, not even those
 * that stay inside: an object would have two keys.
 *
 * @param root absolute, without links
 */
record KeyPaths(Path root) {
    /** Files that are being written; no part of the key space. */
    static final String TEMPORARY_PREFIX = ".lokistore-put-";

    private static final int MAX_NAME_BYTES = 255;

    /**
     * The file of a key.
     *
     * @return empty if no file can have this key: it has empty parts or {@code .}, or too long ones
     * @throws StoreException of kind {@code OUTSIDE_ROOT} for an absolute key, {@code ..} and NUL
     */
    Optional<Path> file(ObjectKey key) throws StoreException {
        return path(key.value(), key.value());
    }

    /**
     * The folder that a prefix ends in.
     *
     * @param prefix empty, or ends with {@code /}
     */
    Optional<Path> folder(String prefix) throws StoreException {
        return prefix.isEmpty() ? Optional.of(root) : path(prefix.substring(0, prefix.length() - 1), prefix);
    }

    private Optional<Path> path(String relative, String key) throws StoreException {
        if (relative.startsWith("/") || relative.indexOf('\0') >= 0) {
            throw outside(key, "is absolute or holds a NUL");
        }
        String[] parts = relative.split("/", -1);
        for (String part : parts) {
            if (part.equals("..")) {
                throw outside(key, "holds '..'");
            }
        }
        Path path = root;
        for (String part : parts) {
            boolean possible = !part.isEmpty()
                    && !part.equals(".")
                    && !part.startsWith(TEMPORARY_PREFIX)
                    && part.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
            path = possible ? RawNames.resolve(path, part) : null;
            if (path == null) {
                return Optional.empty();
            }
        }
        return Optional.of(path);
    }

    /**
     * The attributes of what a path leads to without any link.
     *
     * @throws NoSuchFileException if there is nothing
     * @throws StoreException of kind {@code OUTSIDE_ROOT} if any part of it below the root is a link
     */
    BasicFileAttributes attributes(Path path) throws IOException {
        Path at = root;
        BasicFileAttributes attributes =
                Files.readAttributes(root, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        for (Path part : root.relativize(path)) {
            if (path.equals(root)) {
                break;
            }
            if (!attributes.isDirectory()) {
                throw new NoSuchFileException(path.toString());
            }
            at = at.resolve(part);
            attributes = Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                throw outside(root.relativize(path).toString(), "leads over a symbolic link, which is not followed");
            }
        }
        return attributes;
    }

    private StoreException outside(String key, String why) {
        return new StoreException(
                StoreException.Kind.OUTSIDE_ROOT,
                "key '" + key.replace('\0', '?') + "' " + why + "; store " + root,
                null);
    }
}
