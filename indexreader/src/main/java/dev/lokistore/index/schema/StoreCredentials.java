package dev.lokistore.index.schema;

/**
 * Keys from a configuration; their text form hides them.
 *
 * @param accessKey empty if not set: the client's default chain applies
 * @param sessionToken empty if not set
 */
public record StoreCredentials(String accessKey, String secretKey, String sessionToken) {
    public static final StoreCredentials NONE = new StoreCredentials("", "", "");

    public StoreCredentials {
        if (accessKey.isEmpty() != secretKey.isEmpty()) {
            throw new IllegalArgumentException("access key and secret key must be given together");
        }
    }

    public boolean isEmpty() {
        return accessKey.isEmpty();
    }

    @Override
    public String toString() {
        return isEmpty() ? "StoreCredentials[none]" : "StoreCredentials[hidden]";
    }
}
