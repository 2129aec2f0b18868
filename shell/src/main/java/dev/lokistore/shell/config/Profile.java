package dev.lokistore.shell.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named store in the configuration file. Holds where secrets are, never secrets.
 *
 * @param store URI or path
 * @param lokiConfig path of Loki's configuration file
 * @param awsProfile name of a profile in the AWS files
 * @param accessKeyId where it is
 * @param secretAccessKey where it is
 * @param sessionToken where it is
 * @param sseCustomerKey where it is
 * @param anonymous requests are not signed
 * @param tenants as {@code -t}; may be empty
 */
public record Profile(
        String name,
        String store,
        @Nullable String lokiConfig,
        @Nullable String awsProfile,
        @Nullable SecretSource accessKeyId,
        @Nullable SecretSource secretAccessKey,
        @Nullable SecretSource sessionToken,
        @Nullable SecretSource sseCustomerKey,
        boolean anonymous,
        List<String> tenants) {
    public Profile {
        tenants = List.copyOf(tenants);
        if (anonymous && (accessKeyId != null || awsProfile != null)) {
            throw new ConfigurationException("profile '" + name + "' is anonymous and has credentials: choose one");
        }
        if ((accessKeyId == null) != (secretAccessKey == null)) {
            throw new ConfigurationException(
                    "profile '" + name + "' needs both accessKeyId and secretAccessKey, or neither");
        }
    }
}
