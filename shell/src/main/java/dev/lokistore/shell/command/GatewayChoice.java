package dev.lokistore.shell.command;

import dev.lokistore.compactor.gateway.Gateway;
import dev.lokistore.compactor.gateway.GatewayAddress;
import dev.lokistore.compactor.gateway.GatewayOptions;
import dev.lokistore.compactor.gateway.Login;
import dev.lokistore.compactor.gateway.TlsFiles;
import dev.lokistore.objectstore.RetryPolicy;
import dev.lokistore.objectstore.Sleeper;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.config.SecretSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a running Loki is reached: options of commands that talk to one. Secrets come from files or from the variables that
 * {@code logcli} reads.
 */
final class GatewayChoice {
    @Option(names = "--user", paramLabel = "NAME", description = "For basic authentication. Default: $LOKI_USERNAME")
    private @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE", description = "Holds the password. Default: $LOKI_PASSWORD")
    private @Nullable Path passwordFile;

    @Option(
            names = "--bearer-token-file",
            paramLabel = "FILE",
            description = "Holds a token. Default: $LOKI_BEARER_TOKEN_FILE, or $LOKI_BEARER_TOKEN itself")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM: the certificates that sign the server's. Default: $LOKI_CA_CERT_PATH")
    private @Nullable Path authority;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "PEM: certificate of this client. Default: $LOKI_CLIENT_CERT_PATH")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "PEM, PKCS #8: its key. Default: $LOKI_CLIENT_KEY_PATH")
    private @Nullable Path key;

    @Option(names = "--insecure-skip-verify", description = "Believe any server to be the right one")
    private boolean trustAll;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "1m",
            description = "How long one request may take. Default: 1m")
    private String timeout = "1m";

    @Option(
            names = "--max-retries",
            paramLabel = "N",
            description = "How often a request is sent again that may succeed later. Default: 13, about 5 minutes")
    private @Nullable Integer maxRetries;

    /**
     * @param option that gave the address, for messages
     * @param address as typed
     */
    Gateway open(Run run, String option, String address) throws IOException {
        try {
            return new Gateway(
                    GatewayAddress.parse(address),
                    new GatewayOptions(
                            login(run),
                            tls(run),
                            ApplyOptions.duration("--timeout", timeout),
                            retries(),
                            () -> ThreadLocalRandom.current().nextDouble(),
                            Sleeper.REAL));
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }

    private RetryPolicy retries() {
        RetryPolicy usual = GatewayOptions.DEFAULT_RETRIES;
        return maxRetries == null ? usual : new RetryPolicy(maxRetries + 1, usual.firstDelay(), usual.maxDelay());
    }

    private Login login(Run run) {
        Environment environment = run.session().environment();
        Optional<Path> file = path(run, tokenFile, "LOKI_BEARER_TOKEN_FILE");
        Optional<String> token = file.isPresent()
                ? file.map(each -> new SecretSource.InFile(each).read(environment, run::warn))
                : environment.get("LOKI_BEARER_TOKEN");
        Optional<String> name = user == null ? environment.get("LOKI_USERNAME") : Optional.of(user);
        boolean basic = user != null || passwordFile != null;
        if (basic && tokenFile != null) {
            throw new UsageException("--bearer-token-file and --user exclude each other");
        }
        if (token.isPresent() && !basic) {
            return new Login.Bearer(token.get());
        }
        if (name.isEmpty()) {
            if (passwordFile != null) {
                throw new UsageException("--password-file needs --user");
            }
            return new Login.None();
        }
        SecretSource password = passwordFile == null
                ? new SecretSource.Variable("LOKI_PASSWORD")
                : new SecretSource.InFile(run.session().workingDirectory().resolve(passwordFile));
        return new Login.Basic(name.get(), password.read(environment, run::warn));
    }

    private TlsFiles tls(Run run) {
        return new TlsFiles(
                path(run, authority, "LOKI_CA_CERT_PATH"),
                path(run, certificate, "LOKI_CLIENT_CERT_PATH"),
                path(run, key, "LOKI_CLIENT_KEY_PATH"),
                trustAll);
    }

    private static Optional<Path> path(Run run, @Nullable Path given, String variable) {
        Optional<Path> path =
                given == null ? run.session().environment().get(variable).map(Path::of) : Optional.of(given);
        return path.map(run.session().workingDirectory()::resolve);
    }
}
