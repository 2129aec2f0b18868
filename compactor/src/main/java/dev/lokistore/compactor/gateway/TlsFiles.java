package dev.lokistore.compactor.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust, and as whom to appear. All files are PEM.
 *
 * @param authority certificates that sign the server's; empty for those of the Java runtime
 * @param certificate of the client, with those that sign it
 * @param key of the client's certificate, PKCS #8 without a password; with a certificate only
 * @param trustAll whether any server is believed to be the right one
 */
public record TlsFiles(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key, boolean trustAll) {
    /** As the Java runtime does it. */
    public static final TlsFiles DEFAULT = new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty(), false);

    private static final long MAX_BYTES = 4 << 20;
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*+)-----END PRIVATE KEY-----");
    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");

    public TlsFiles {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("a client's certificate and its key come together");
        }
    }

    SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new GatewayException(GatewayException.Kind.TLS, "cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private TrustManager[] trustManagers() throws IOException, GeneralSecurityException {
        if (trustAll) {
            return new TrustManager[] {new TrustingManager()};
        }
        KeyStore trusted = null;
        if (authority.isPresent()) {
            trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate each : certificates(authority.get())) {
                trusted.setCertificateEntry("authority-" + count++, each);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    private KeyManager[] keyManagers() throws IOException, GeneralSecurityException {
        if (certificate.isEmpty() || key.isEmpty()) {
            return new KeyManager[0];
        }
        Certificate[] chain = certificates(certificate.get()).toArray(new Certificate[0]);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        char[] password = new char[0];
        own.setKeyEntry("client", privateKey(key.get()), password, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, password);
        return factory.getKeyManagers();
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException {
        try (InputStream in = new ByteArrayInputStream(read(file))) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!all.isEmpty()) {
                return all;
            }
        } catch (GeneralSecurityException e) {
            throw unusable(file, "no certificates: " + e.getMessage(), e);
        }
        throw unusable(file, "no certificates in it", null);
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        Matcher pem = PKCS8.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw unusable(
                    file,
                    "expected '-----BEGIN PRIVATE KEY-----'; 'openssl pkcs8 -topk8 -nocrypt -in " + file.getFileName()
                            + "' makes that of other forms",
                    null);
        }
        try {
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
            for (String type : KEY_TYPES) {
                try {
                    return KeyFactory.getInstance(type).generatePrivate(encoded);
                } catch (InvalidKeySpecException e) {
                    // of another type
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(file, "cannot be read as a key", null);
        }
        throw unusable(file, "a key of none of the types " + String.join(", ", KEY_TYPES), null);
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw unusable(file, "too large for a PEM file", null);
        }
        return Files.readAllBytes(file);
    }

    private static GatewayException unusable(Path file, String why, @Nullable Throwable cause) {
        return new GatewayException(GatewayException.Kind.TLS, file + ": " + why, cause);
    }
}
