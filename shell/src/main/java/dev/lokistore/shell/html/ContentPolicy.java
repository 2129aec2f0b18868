package dev.lokistore.shell.html;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The policy that lets a browser run what we wrote, fetch nothing, and run nothing else, whatever a store holds. */
final class ContentPolicy {
    private ContentPolicy() {}

    /** @param scripts and styles that stand in the page, each exactly as it stands there */
    static String of(List<String> scripts, List<String> styles) {
        return "default-src 'none'; script-src " + sources(scripts) + "; style-src " + sources(styles)
                + "; base-uri 'none'; form-action 'none'";
    }

    private static String sources(List<String> texts) {
        return texts.stream().map(text -> "'sha256-" + hash(text) + "'").collect(Collectors.joining(" "));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
