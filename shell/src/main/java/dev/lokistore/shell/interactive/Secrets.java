package dev.lokistore.shell.interactive;

import java.util.regex.Pattern;

/** Whether a line looks as if it held a secret. Better one line too many than one too few. */
final class Secrets {
    private static final Pattern USER_INFO = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://[^\\s/@?]*:[^\\s/@]*@");
    private static final Pattern NAMED = Pattern.compile(
            "(?i)(secret|passw(or)?d|passphrase|token|credential|api_?key|access_?key|private_?key|signature|sse_?c)[a-z_-]*['\"]?\\s*[=:]");
    private static final Pattern AWS_KEY = Pattern.compile("\\b(AKIA|ASIA)[A-Z0-9]{12,}");
    private static final Pattern BEARER = Pattern.compile("(?i)\\bbearer\\s+\\S{8,}");

    private Secrets() {}

    static boolean in(String line) {
        return USER_INFO.matcher(line).find()
                || NAMED.matcher(line).find()
                || AWS_KEY.matcher(line).find()
                || BEARER.matcher(line).find();
    }
}
