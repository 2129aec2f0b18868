package dev.lokistore.shell.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium of its own, driven through the DevTools protocol. */
public final class Chromium {
    private static final String LISTENING = "DevTools listening on ";
    private static final long START_SECONDS = 60;

    private final Process process;
    private final DevTools devTools;

    private Chromium(Process process, DevTools devTools) {
        this.process = process;
        this.devTools = devTools;
    }

    /** Where one is installed: {@code $CHROMIUM}, or on the path. */
    public static Optional<Path> installed() {
        String named = System.getenv("CHROMIUM");
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)));
        return Stream.concat(Stream.ofNullable(named).map(Path::of), onPath)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param profile an empty folder, which the browser fills */
    public static Chromium start(Path program, Path profile) throws Exception {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            CompletableFuture<URI> address = new CompletableFuture<>();
            Thread reader = new Thread(() -> readMessages(process, address), "chromium-stderr");
            reader.setDaemon(true);
            reader.start();
            return new Chromium(process, DevTools.connect(address.get(START_SECONDS, TimeUnit.SECONDS)));
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** To the end, so that the browser never waits for us. */
    private static void readMessages(Process process, CompletableFuture<URI> address) {
        try (BufferedReader messages =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = messages.readLine(); line != null; line = messages.readLine()) {
                if (line.startsWith(LISTENING)) {
                    address.complete(URI.create(line.substring(LISTENING.length())));
                }
            }
        } catch (IOException e) {
            address.completeExceptionally(e);
        }
        address.completeExceptionally(new IOException("Chromium ended before it listened"));
    }

    /** Opens a page and waits until it is loaded. */
    public BrowserPage open(Path file, int width, boolean dark) throws Exception {
        JsonNode target = devTools.call(null, "Target.createTarget", Map.of("url", "about:blank"));
        JsonNode session = devTools.call(
                null,
                "Target.attachToTarget",
                Map.of("targetId", target.path("targetId").asText(), "flatten", true));
        BrowserPage page = new BrowserPage(devTools, session.path("sessionId").asText());
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            page.call(domain + ".enable", Map.of());
        }
        page.size(width);
        page.prefer(dark);
        page.load(file.toUri());
        return page;
    }

    public void stop() throws Exception {
        try {
            devTools.call(null, "Browser.close", Map.of());
        } finally {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
