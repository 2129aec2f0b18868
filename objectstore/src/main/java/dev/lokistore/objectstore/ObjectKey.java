package dev.lokistore.objectstore;

/**
 * The name of an object in a flat key space, relative to the store's prefix. Any non-empty string of Unicode scalar
 * values; no normalisation. The order is that of the UTF-8 bytes, as S3 lists.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {
    public ObjectKey {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("an object key must not be empty");
        }
    }

    public static ObjectKey of(String value) {
        return new ObjectKey(value);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return compareUtf8(value, other.value);
    }

    /** Compares by unsigned UTF-8 bytes, which for Java strings means by code point. */
    public static int compareUtf8(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogateX = Character.isSurrogate(x);
                boolean surrogateY = Character.isSurrogate(y);
                // a surrogate stands for a code point above U+FFFF, so above every other char
                return surrogateX == surrogateY ? Character.compare(x, y) : surrogateX ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    @Override
    public String toString() {
        return value;
    }
}
