package dev.lokistore.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which release this is; the build writes it into a resource. */
public final class Version {
    private Version() {}

    public static String text() {
        return "lokistore " + property("version", "of unknown version");
    }

    /** Of the Chart.js that belongs to this release. */
    public static String chartJs() {
        return property("chartjs", "unknown");
    }

    private static String property(String name, String otherwise) {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(name, otherwise);
    }
}
