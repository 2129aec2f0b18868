package dev.lokistore.shell.command;

import java.util.Collection;

/** Short names for open stores, for the prompt. */
final class StoreNaming {
    private static final String ARCHIVE = ".tar.gz";

    private StoreNaming() {}

    /** The last folder, bucket or host that a URI names. */
    static String of(String uri) {
        String path =
                uri.replaceFirst("\\?.*", "").replaceFirst("^[a-z0-9]+:/*", "").replaceFirst("/+$", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        String name = last.endsWith(ARCHIVE) ? last.substring(0, last.length() - ARCHIVE.length()) : last;
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.isEmpty() || plain.startsWith(".") ? "store" + plain : plain;
    }

    /** The name, with a number behind it if it is taken. */
    static String free(String name, Collection<String> taken) {
        String free = name;
        for (int number = 2; taken.contains(free); number++) {
            free = name + "-" + number;
        }
        return free;
    }
}
