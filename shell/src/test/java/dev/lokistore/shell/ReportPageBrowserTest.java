package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.shell.browser.BrowserPage;
import dev.lokistore.shell.browser.Chromium;
import dev.lokistore.shell.html.HostileReport;
import dev.lokistore.shell.html.ReportPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code report --html} in a real browser. Runs where there is a Chromium, and says so where there is none. */
@Tag("browser")
class ReportPageBrowserTest {
    private static final int TAB = 9;
    private static final int ENTER = 13;
    private static final int ARROW_RIGHT = 39;
    private static final String BODY_COLOUR = "getComputedStyle(document.body).backgroundColor";
    /** For each colour of the legend of a chart, whether a good part of the chart has it. */
    private static final String LEGEND_COLOURS_DRAWN = "(() => { const canvas = document.querySelector('#days canvas');"
            + " const pixels = new Uint32Array("
            + "canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);"
            + " return [...document.querySelectorAll('#days .swatch')].map(swatch => {"
            + " const [r, g, b] = getComputedStyle(swatch).backgroundColor.match(/\\d+/g).map(Number);"
            + " const colour = (0xff000000 + b * 65536 + g * 256 + r) >>> 0;"
            + " return pixels.filter(pixel => pixel === colour).length > 1000; }); })()";

    private static final String STORED_CELLS =
            "[...document.querySelectorAll('#streams tbody .measured')].map(cell => cell.textContent)";

    @TempDir
    private static Path folder;

    private static @Nullable Chromium chromium;
    private static Path page = Path.of("");

    @BeforeAll
    static void startBrowser() throws Exception {
        Optional<Path> program = Chromium.installed();
        if (program.isEmpty()) {
            System.out.println("SKIPPED: the browser tests of report --html, since there is no Chromium;"
                    + " install one (apt-get install chromium) or name it in $CHROMIUM");
        }
        Assumptions.assumeTrue(program.isPresent(), "there is no Chromium");
        page = folder.resolve("report.html");
        Path rules = Files.writeString(
                folder.resolve("loki.yaml"),
                "compactor: {retention_enabled: true}\nlimits_config: {retention_period: 72h}\n");
        CliRun run = CliRun.on(
                "fs-boltdb-v11",
                "report",
                "--html",
                page.toString(),
                "--loki-config",
                rules.toString(),
                "--now",
                "2026-11-24T12:00:00Z",
                "--quiet");
        assertThat(run.err()).isEmpty();
        chromium = Chromium.start(program.get(), Files.createDirectory(folder.resolve("profile")));
    }

    @AfterAll
    static void stopBrowser() throws Exception {
        if (chromium != null) {
            chromium.stop();
        }
    }

    private static BrowserPage open(Path file, int width, boolean dark) throws Exception {
        if (chromium == null) {
            throw new IllegalStateException("no browser");
        }
        return chromium.open(file, width, dark);
    }

    private static BrowserPage openReport() throws Exception {
        return open(page, 1280, false);
    }

    @Test
    void chartsAreDrawnWithoutNetworkAndWithoutComplaint() throws Exception {
        BrowserPage shown = openReport();

        JsonNode colours = shown.evaluate(
                "[...document.querySelectorAll('canvas')].map(canvas => new Set(new Uint32Array("
                        + "canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size)");
        assertThat(colours)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(count ->
                        assertThat(count.asInt()).as("colours on a chart").isGreaterThan(4));
        assertThat(strings(shown.evaluate(LEGEND_COLOURS_DRAWN))).containsExactly("true", "true");
        assertThat(shown.evaluate("document.querySelectorAll('.heat td').length")
                        .asInt())
                .isEqualTo(3 * 24);
        assertThat(shown.complaints()).isEmpty();
        assertThat(shown.requests()).containsExactly(page.toUri().toString());
    }

    @Test
    void hostileTextsStayTexts() throws Exception {
        Path file = Files.writeString(
                folder.resolve("hostile.html"), new ReportPage(Version.chartJs()).of(HostileReport.report()));

        BrowserPage shown = open(file, 1280, false);

        assertThat(shown.evaluate("'owned' in window").asBoolean()).isFalse();
        assertThat(shown.evaluate("document.querySelectorAll('script').length").asInt())
                .isEqualTo(3);
        assertThat(shown.evaluate("document.querySelectorAll('img, svg, iframe, object, body [onload], body [onerror]')"
                                + ".length")
                        .asInt())
                .isZero();
        String text = shown.text("document.getElementById('content').textContent");
        assertThat(HostileReport.TEXTS).allSatisfy(hostile -> assertThat(text).contains(hostile));
        assertThat(shown.complaints()).isEmpty();
        assertThat(shown.requests()).containsExactly(file.toUri().toString());
    }

    @Test
    void thePolicyStopsWhatIsNotOurs() throws Exception {
        BrowserPage shown = openReport();

        shown.evaluate(
                "document.body.append(Object.assign(document.createElement('script'), {textContent: 'owned = 1'}));"
                        + "document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:9/x'})); 1");
        shown.settle();

        assertThat(shown.evaluate("'owned' in window").asBoolean()).isFalse();
        assertThat(String.join("\n", shown.complaints())).contains("script-src").contains("img-src");
    }

    @Test
    void tablesSortByKeyboard() throws Exception {
        BrowserPage shown = openReport();
        shown.evaluate("document.querySelector('#streams input').focus(); 1");
        String head = "document.activeElement.textContent";
        for (int i = 0; i < 10 && !shown.text(head).equals("Stored"); i++) {
            shown.press("Tab", TAB);
        }
        assertThat(shown.text(head)).isEqualTo("Stored");

        shown.press("Enter", ENTER);
        List<String> largestFirst = strings(shown.evaluate(STORED_CELLS));
        assertThat(shown.text("document.activeElement.parentElement.getAttribute('aria-sort')"))
                .isEqualTo("descending");
        shown.press("Enter", ENTER);
        List<String> smallestFirst = strings(shown.evaluate(STORED_CELLS));

        Comparator<String> bySize = Comparator.comparingDouble(size -> Double.parseDouble(size.replace(" KiB", "")));
        assertThat(largestFirst).hasSize(16).isSortedAccordingTo(bySize.reversed());
        assertThat(smallestFirst).isSortedAccordingTo(bySize);
        assertThat(shown.text("document.getElementById('spoken').textContent"))
                .isEqualTo("Sorted by Stored, ascending");
    }

    @Test
    void chartsAreReadByArrowKeys() throws Exception {
        BrowserPage shown = openReport();
        shown.evaluate("document.querySelector('#days canvas').focus(); 1");

        shown.press("ArrowRight", ARROW_RIGHT);

        assertThat(shown.text("document.getElementById('spoken').textContent"))
                .matches("2026-11-19: team-b [0-9.]+ KiB, team-a [0-9.]+ KiB");
        assertThat(shown.complaints()).isEmpty();
    }

    @Test
    void findingsSayInWordsHowBadTheyAre() throws Exception {
        BrowserPage shown = openReport();

        assertThat(
                        strings(
                                shown.evaluate(
                                        "[...document.querySelectorAll('#findings .finding .severity')].map(word => word.textContent)")))
                .isNotEmpty()
                .allMatch(
                        severity -> severity.equals("error") || severity.equals("warning") || severity.equals("info"));
        assertThat(shown.text("document.querySelector('#findings .finding').textContent"))
                .startsWith("warningtable-uncompacted");
    }

    @Test
    void filterLeavesMatchingRows() throws Exception {
        BrowserPage shown = openReport();

        shown.evaluate("(() => { const input = document.querySelector('#streams input'); input.value = 'KUBELET';"
                + " input.dispatchEvent(new Event('input')); return 1; })()");

        assertThat(
                        strings(
                                shown.evaluate(
                                        "[...document.querySelectorAll('#streams tbody tr:not([hidden])')].map(row => row.textContent)")))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).contains("kubelet"));
    }

    @Test
    void darkFollowsTheSystemUntilTheReaderChooses() throws Exception {
        BrowserPage shown = open(page, 1280, true);
        String dark = shown.text(BODY_COLOUR);
        shown.prefer(false);
        String light = shown.text(BODY_COLOUR);
        assertThat(dark).isNotEqualTo(light);
        assertThat(strings(shown.evaluate(LEGEND_COLOURS_DRAWN))).containsExactly("true", "true");

        shown.evaluate("document.getElementById('theme').focus(); 1");
        shown.press("Enter", ENTER);

        assertThat(shown.text(BODY_COLOUR)).isEqualTo(dark);
        assertThat(strings(shown.evaluate(LEGEND_COLOURS_DRAWN))).containsExactly("true", "true");
        assertThat(shown.text("document.getElementById('theme').getAttribute('aria-pressed')"))
                .isEqualTo("true");
        assertThat(shown.complaints()).isEmpty();
    }

    @Test
    void nothingSticksOutOnAPhone() throws Exception {
        BrowserPage shown = open(page, 380, false);

        assertThat(shown.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                        .asInt())
                .isZero();
        assertThat(shown.complaints()).isEmpty();
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add(each.asText()));
        return strings;
    }
}
