package dev.lokistore.shell.html;

import java.util.regex.Pattern;

/** Chart.js, as its WebJar has it. */
final class ChartLibrary {
    private static final Pattern SOURCE_MAP = Pattern.compile("\n?//# sourceMappingURL=.*\\s*$");

    private final String folder;
    private final String version;

    /** @param version of the WebJar, which is part of its folder's name */
    ChartLibrary(String version) {
        this.version = version;
        this.folder = "/META-INF/resources/webjars/chart.js/" + version + "/";
    }

    String version() {
        return version;
    }

    /** The script, without the comment that names a file of its sources, which is not there. */
    String script() {
        return SOURCE_MAP
                .matcher(Resources.text(folder + "dist/chart.umd.min.js"))
                .replaceFirst("");
    }

    /** The licence, which goes wherever the script goes. */
    String licence() {
        return Resources.text(folder + "LICENSE.md");
    }
}
