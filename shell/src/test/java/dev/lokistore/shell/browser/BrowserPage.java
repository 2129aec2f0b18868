package dev.lokistore.shell.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** A page in a {@link Chromium}, with all that it said and asked for. */
public final class BrowserPage {
    /** Two frames, in which charts are drawn and observers told. */
    private static final String SETTLED =
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";

    private static final String LOADED =
            "document.readyState === 'complete' || new Promise(done => addEventListener('load', done))";

    private final DevTools devTools;
    private final String session;

    BrowserPage(DevTools devTools, String session) {
        this.devTools = devTools;
        this.session = session;
    }

    JsonNode call(String method, Map<String, ?> parameters) throws Exception {
        return devTools.call(session, method, parameters);
    }

    public void load(URI uri) throws Exception {
        call("Page.navigate", Map.of("url", uri.toString()));
        evaluate(LOADED + " && true");
        settle();
    }

    public void settle() throws Exception {
        evaluate(SETTLED);
    }

    public void size(int width) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    public void prefer(boolean dark) throws Exception {
        Map<String, String> scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    }

    /** The value of an expression, awaited if it is a promise. */
    public JsonNode evaluate(String expression) throws Exception {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    public String text(String expression) throws Exception {
        return evaluate(expression).asText();
    }

    /** Types one key as a keyboard does. */
    public void press(String key, int code) throws Exception {
        String text = key.equals("Enter") ? "\r" : key.equals(" ") ? " " : "";
        call(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", key, "windowsVirtualKeyCode", code, "text", text));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
        settle();
    }

    /** Errors, uncaught exceptions and violations of the policy, as the console has them. */
    public List<String> complaints() {
        return devTools.events(session).stream()
                .filter(event -> switch (event.path("method").asText()) {
                    case "Runtime.exceptionThrown" -> true;
                    case "Runtime.consoleAPICalled" ->
                        List.of("error", "warning", "assert")
                                .contains(event.at("/params/type").asText());
                    case "Log.entryAdded" ->
                        event.at("/params/entry/level").asText().equals("error");
                    default -> false;
                })
                .map(event -> event.path("params").toString())
                .toList();
    }

    /** Addresses that the page, or anything on it, asked for; the page itself first. */
    public List<String> requests() {
        return devTools.events(session).stream()
                .filter(event -> event.path("method").asText().equals("Network.requestWillBeSent"))
                .map(event -> event.at("/params/request/url").asText())
                .toList();
    }
}
