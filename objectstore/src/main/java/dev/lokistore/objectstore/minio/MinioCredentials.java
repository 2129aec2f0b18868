package dev.lokistore.objectstore.minio;

import dev.lokistore.objectstore.Credentials;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import io.minio.credentials.AwsConfigProvider;
import io.minio.credentials.Provider;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds credentials for minio-java, in the places and the order of the AWS tools. */
final class MinioCredentials {
    private MinioCredentials() {}

    /** @return null for unsigned requests */
    static @Nullable Provider provider(Credentials credentials, Map<String, String> environment) throws StoreException {
        if (credentials instanceof Credentials.Anonymous) {
            return null;
        }
        if (credentials instanceof Credentials.Fixed fixed) {
            return fixed(fixed.accessKeyId(), fixed.secretAccessKey(), fixed.sessionToken());
        }
        if (credentials instanceof Credentials.Profile profile) {
            return profile(profile.name(), environment);
        }
        String id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
        String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        if (!id.isBlank() && !secret.isBlank()) {
            String token = environment.getOrDefault("AWS_SESSION_TOKEN", "");
            return fixed(id, secret, token.isBlank() ? null : token);
        }
        return profile(environment.getOrDefault("AWS_PROFILE", "default"), environment);
    }

    private static Provider fixed(String id, String secret, @Nullable String token) {
        io.minio.credentials.Credentials credentials =
                new io.minio.credentials.Credentials(id.strip(), secret.strip(), token, null);
        return () -> credentials;
    }

    private static Provider profile(String name, Map<String, String> environment) throws StoreException {
        Provider provider = new AwsConfigProvider(environment.get("AWS_SHARED_CREDENTIALS_FILE"), name);
        try {
            provider.fetch();
        } catch (RuntimeException e) {
            // minio-java reports a missing file or profile so; its message may quote the file
            throw new StoreException(
                    Kind.BAD_CREDENTIALS,
                    "no credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put the profile '" + name
                            + "' into ~/.aws/credentials; a bucket open to anyone is read with LOKISTORE_ANONYMOUS=1",
                    null);
        }
        return provider;
    }
}
