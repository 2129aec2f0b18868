package dev.lokistore.shell.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.shell.Version;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What stands in a page, without a browser: nothing from elsewhere, nothing unescaped, the right policy. */
class ReportPageTest {
    private static final Pattern SCRIPT = Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
    private static final Pattern POLICY = Pattern.compile("Content-Security-Policy\" content=\"([^\"]+)\"");

    private final String page = new ReportPage(Version.chartJs()).of(HostileReport.report());

    @Test
    void thePolicyAllowsExactlyTheScriptsAndTheStyleOfThePage() throws Exception {
        List<String> allowed = new ArrayList<>();
        Matcher script = SCRIPT.matcher(page);
        while (script.find()) {
            if (script.group(1).isEmpty()) {
                allowed.add(hash(script.group(2)));
            }
        }
        Matcher style = STYLE.matcher(page);
        assertThat(style.find()).isTrue();
        Matcher policy = POLICY.matcher(page);
        assertThat(policy.find()).isTrue();

        assertThat(allowed).hasSize(2);
        assertThat(policy.group(1))
                .isEqualTo("default-src 'none'; script-src " + String.join(" ", allowed) + "; style-src "
                        + hash(style.group(1)) + "; base-uri 'none'; form-action 'none'");
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    @Test
    void nothingIsFetched() {
        String withoutScripts = SCRIPT.matcher(page).replaceAll("");

        assertThat(withoutScripts).doesNotContainIgnoringCase("src=", "url(", "@import", "http:", "https:", "//");
        assertThat(withoutScripts.replace("href=\"#content\"", "")).doesNotContain("href=");
        assertThat(page).doesNotContain("sourceMappingURL");
    }

    @Test
    void hostileTextsAreDataOnly() throws Exception {
        Matcher script = SCRIPT.matcher(page);
        List<String> bodies = new ArrayList<>();
        while (script.find()) {
            bodies.add(script.group(2));
        }
        assertThat(bodies).hasSize(3);
        String data = bodies.get(0);

        assertThat(data).doesNotContain("<", ">", "&", "'", "\u2028", "\u2029");
        assertThat(page.replace(data, "")).doesNotContain("owned");
        JsonNode report = new ObjectMapper().readTree(data);
        assertThat(report.path("store").asText()).isEqualTo(HostileReport.TEXTS.get(0));
        assertThat(report.path("facts")).extracting(JsonNode::asText).containsExactlyElementsOf(HostileReport.TEXTS);
    }

    @Test
    void theSameReportGivesTheSamePage() {
        assertThat(new ReportPage(Version.chartJs()).of(HostileReport.report())).isEqualTo(page);
    }

    @Test
    void theChartLibrarysLicenceGoesWithIt() {
        assertThat(page)
                .contains("Chart.js v" + Version.chartJs(), "Chart.js Contributors", "Permission is hereby granted");
    }

    @Test
    void anUnknownLibraryIsNamed() {
        assertThatThrownBy(() -> new ReportPage("0.0").of(HostileReport.report()))
                .hasMessageContaining("chart.js/0.0/dist/chart.umd.min.js is missing");
    }
}
